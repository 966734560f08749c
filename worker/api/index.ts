import { Hono } from 'hono/tiny';
import { createMiddleware } from 'hono/factory';
import { sameOrigin, signedIn, type SignedInEnv } from '../auth/session.ts';
import { Problem } from '../problem.ts';
import { limitedBody } from './body.ts';
import { calls } from './calls.ts';
import { contacts } from './contacts.ts';
import { devices } from './devices.ts';
import { live } from './live.ts';
import { people } from './people.ts';
import { phone } from './phone.ts';
import { recordings } from './recordings.ts';
import { ringing } from './ringing.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { steering } from './steering.ts';

/** Everybody signs in first; `/api/session` itself decides for each of its methods. */
const signedInElsewhere = createMiddleware<SignedInEnv>(async function signedInElsewhere(c, next) {
  return c.req.path === '/api/session' ? next() : signedIn(c, next);
});

/** JSON for signed-in people. */
export const api = new Hono<SignedInEnv>()
  .basePath('/api')
  .use(signedInElsewhere, sameOrigin, limitedBody)
  .route('/session', session)
  .route('/live', live)
  .route('/calls', ringing)
  .route('/calls', steering)
  .route('/people', people)
  .route('/', calls)
  .route('/', phone)
  .route('/', settings)
  .route('/', recordings)
  .route('/', devices)
  .route('/', contacts);
api.all('*', () => {
  throw new Problem('not_found');
});

/** For `hc<Api>('/')`: types only. */
export type Api = typeof api;
