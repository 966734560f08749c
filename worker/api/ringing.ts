import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { log, messageOf } from '../log.ts';
import type { Answering } from '../ports.ts';
import { Problem } from '../problem.ts';
import { cancelLeg } from '../twilio/rest.ts';
import { callSidOf } from './body.ts';

/** A call rings: who answers it, and who does not want to. `sid` is the conversation's or that of any of its legs. */
export const ringing = new Hono<SignedInEnv>()
  // Before the device accepts: of all that rings one may, and whoever comes too late hears who it is.
  .post('/:sid/answering', async (c) => {
    const { ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    const reader = answering(c);
    const asked = await stored(() => ports.exchange.askToAnswer(sid, reader, Date.now()));
    if (!asked) throw new Problem('not_found');
    log.info('answering', { callSid: sid, by: reader.identity, isGranted: asked.winner === null });
    if (asked.winner) throw new Problem('answered_elsewhere', undefined, asked.winner);
    return c.body(null, 204);
  })
  // Whoever came too late looks whether it may be asked again.
  .get('/:sid/answering', async (c) => {
    const { ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    const found = await stored(() => ports.exchange.winner(sid, answering(c), Date.now()));
    if (!found) throw new Problem('not_found');
    if (found.winner) throw new Problem('answered_elsewhere', undefined, found.winner);
    return c.body(null, 204);
  })
  .delete('/:sid/answering', async (c) => {
    const { ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    await stored(() => ports.exchange.releaseAnswer(sid, answering(c)));
    return c.body(null, 204);
  })
  // On all devices of the person at once; those of others ring on.
  .post('/:sid/decline', async (c) => {
    const { config, device, ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    const legs = await stored(() => ports.exchange.decline(sid, device, Date.now()));
    if (!legs) throw new Problem('not_found');
    log.info('declined', { callSid: sid, by: device.id, legs: legs.length });
    const account = { ...config, api: config.endpoints.api };
    c.executionCtx.waitUntil(Promise.all(legs.map((leg) => cancelLeg(account, leg).catch(tell(leg)))));
    return c.body(null, 204);
  });

function answering(c: Context<SignedInEnv>): Answering {
  const { person, identity } = c.var.device;
  if (!identity) throw new Problem('not_registered');
  return { person, identity };
}

/** The device turns its leg down itself as soon as it hears of it. */
const tell = (callSid: string) => (error: unknown) => {
  log.warn('leg-not-canceled', { callSid, error: messageOf(error) });
};
