import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { Problem } from '../problem.ts';
import { Attempt, type Calls, CallSid, type Outcome } from '../protocol.ts';

/** What happened, as this device reads it. */
export const calls = new Hono<SignedInEnv>()
  .get('/', async (c) => {
    const { device, ports } = c.var;
    return c.json((await stored(() => ports.exchange.calls(device, Date.now()))) satisfies Calls);
  })
  // A device knows an incoming call by its own leg's SID, and one that never rang only by its own name for it.
  .get('/:sid/outcome', async (c) => {
    const { device, ports } = c.var;
    const name = v.safeParse(v.union([CallSid, Attempt]), c.req.param('sid'));
    const call = name.success && (await stored(() => ports.exchange.call(name.output, device, Date.now())));
    if (!call) throw new Problem('not_found');
    return c.json({ call } satisfies Outcome);
  });
