import { Hono } from 'hono';
import { callRoutes } from './call-routes.ts';
import { conferenceRoutes } from './conference-routes.ts';
import { authenticationFailed, notFound, RestError } from './errors.ts';
import { participantRoutes } from './participant-routes.ts';
import { recordingRoutes } from './recording-routes.ts';
import { createRouter, type RestDeps } from './routing.ts';
import type { Account } from '../account.ts';

/**
 * The resources of the REST API that are emulated, under `/2010-04-01/Accounts/{AccountSid}`. Unlike Twilio, which
 * ignores what it does not know, an unknown field is an error here: it names the field.
 */
export function restRoutes(deps: RestDeps): Hono {
  const { account } = deps;
  const app = new Hono();

  app.use('*', async (c, next) => {
    if (!isAllowed(account, c.req.header('Authorization'))) throw authenticationFailed();
    await next();
  });
  app.use('/Accounts/:account/*', async (c, next) => {
    if (c.req.param('account') !== account.accountSid) throw notFound(c.req.path);
    await next();
  });

  const router = createRouter(app);
  callRoutes(router, deps);
  conferenceRoutes(router, deps);
  participantRoutes(router, deps);
  recordingRoutes(router, deps);

  app.notFound((c) => {
    throw notFound(c.req.path);
  });
  app.onError((error, c) => {
    if (!(error instanceof RestError)) throw error;
    if (error.status === 401) c.header('WWW-Authenticate', 'Basic realm="Twilio API"');
    return c.json(error.toJSON(), error.status);
  });
  return app;
}

/** Basic auth with the account and its auth token, or with an API key and its secret. */
function isAllowed(account: Account, authorization: string | undefined): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  return [{ sid: account.accountSid, secret: account.authToken }, ...account.apiKeys].some(
    ({ sid, secret }) => given === `${sid}:${secret}`,
  );
}
