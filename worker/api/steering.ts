import { sValidator } from '@hono/standard-validator';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { log } from '../log.ts';
import { perform } from '../perform.ts';
import { Problem } from '../problem.ts';
import { CallSid, HangUpInput, SteerInput } from '../protocol.ts';
import type { Failure } from '../steering/steering.ts';
import { orRefuse } from './body.ts';

/** What a person does during a call. `sid` is the conversation's or that of any of its legs. */
export const steering = new Hono<SignedInEnv>()
  .post('/:sid/steering', sValidator('json', SteerInput, orRefuse), async (c) => {
    const { config, device, ports } = c.var;
    const name = sidOf(c.req.param('sid'));
    const intent = c.req.valid('json');
    const request = { name, intent, lines: config.lines, now: Date.now() };
    const steered = await stored(() => ports.exchange.steer(request, device));
    if (!steered) throw new Problem('not_found');
    const { callSid, refused } = steered;
    log.info('steers', { callSid, by: device.id, does: intent.does, refused });
    if (refused === 'not-now') throw new Problem('not_now');
    if (refused) throw new Problem('refused', undefined, { reason: refused });
    if (await perform(config, steered, Date.now())) return c.body(null, 204);
    const what = FAILURES[intent.does];
    if (what) await stored(() => ports.exchange.steeringFailed(callSid, what, Date.now()));
    throw new Problem('twilio_failed');
  })
  // The page may be closing: this is heard before the leg is over, or a little after.
  .post('/:sid/hang-up', sValidator('json', HangUpInput, orRefuse), async (c) => {
    const { config, device, ports } = c.var;
    const name = sidOf(c.req.param('sid'));
    const { leg } = c.req.valid('json');
    await stored(() => ports.exchange.saidHangUp(name, leg, Date.now()));
    const request = { name, intent: { does: 'hang-up' } as const, lines: config.lines, now: Date.now() };
    const steered = await stored(() => ports.exchange.steer(request, device));
    if (steered) c.executionCtx.waitUntil(perform(config, steered, Date.now()));
    return c.body(null, 204);
  });

/** What is said to have failed, by what was asked for. */
const FAILURES: Record<SteerInput['does'], Failure['what'] | null> = {
  hold: 'hold',
  resume: 'resume',
  transfer: 'transfer',
  consult: 'consult',
  complete: 'complete',
  join: 'consult',
  back: 'consult',
  move: 'move',
  'hang-up': null,
};

function sidOf(param: string): CallSid {
  const sid = v.safeParse(CallSid, param);
  if (!sid.success) throw new Problem('not_found');
  return sid.output;
}
