import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import { Settings } from '../protocol.ts';
import { orRefuse } from './body.ts';

/** What the workspace chose. */
export const settings = new Hono<SignedInEnv>()
  .get('/settings', async (c) => c.json((await stored(() => c.var.ports.exchange.settings())) satisfies Settings))
  .put('/settings', sValidator('json', Settings, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const wanted = c.req.valid('json');
    const isOwner = await stored(() => ports.exchange.changeSettings(wanted, device.person, Date.now()));
    if (!isOwner) throw new Problem('forbidden');
    log.info('settings-changed', { by: device.id, ...wanted });
    return c.json(wanted satisfies Settings);
  });
