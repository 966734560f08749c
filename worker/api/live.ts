import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { listenUrl } from '../listeners.ts';
import { Problem } from '../problem.ts';
import { Since } from '../protocol.ts';

/** What happens, while it happens: a WebSocket to the object. */
export const live = new Hono<SignedInEnv>().get('/', async (c) => {
  const { config, device, ports } = c.var;
  if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') throw new Problem('upgrade_required');
  // A browser opens a WebSocket for any site's page, cookie and all, and says which.
  if (c.req.header('Origin') !== config.publicUrl) throw new Problem('forbidden');
  const since = v.safeParse(Since, c.req.query('since'));
  if (!since.success) throw new Problem('bad_request');
  const asked = new Request(listenUrl(device.id, since.output), { headers: { Upgrade: 'websocket' } });
  const answer = await stored(() => ports.exchange.fetch(asked));
  if (answer.status === 401) throw new Problem('signed_out');
  return answer;
});
