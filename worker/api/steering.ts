import { sValidator } from '@hono/standard-validator';
import { Hono } from 'hono/tiny';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { log } from '../log.ts';
import { carryOut } from '../perform.ts';
import { Problem } from '../problem.ts';
import { HangUpInput, SteerInput, type SteeringFailure } from '../protocol.ts';
import { callSidOf, orRefuse } from './body.ts';

/** What a person does during a call. `sid` is the conversation's or that of any of its legs. */
export const steering = new Hono<SignedInEnv>()
  .post('/:sid/steering', sValidator('json', SteerInput, orRefuse), async (c) => {
    const { config, device, ports } = c.var;
    const name = callSidOf(c.req.param('sid'));
    const intent = c.req.valid('json');
    const request = { name, intent, lines: config.lines, now: Date.now() };
    const steered = await stored(() => ports.exchange.steer(request, device));
    if (!steered) throw new Problem('not_found');
    const { callSid, refused } = steered;
    log.info('steers', { callSid, by: device.id, does: intent.does, refused });
    if (refused === 'not-now') throw new Problem('not_now');
    if (refused === 'forbidden') throw new Problem('forbidden');
    if (refused) throw new Problem('refused', undefined, { reason: refused });
    // Whoever asked may be gone before Twilio has done all of it.
    const work = carryOut(c.var, steered, FAILURES[intent.does]);
    c.executionCtx.waitUntil(work);
    if (!(await work)) throw new Problem('twilio_failed');
    return c.body(null, 204);
  })
  // The page may be closing: this is heard before the leg is over, or a little after.
  .post('/:sid/hang-up', sValidator('json', HangUpInput, orRefuse), async (c) => {
    const { config, device, ports } = c.var;
    const name = callSidOf(c.req.param('sid'));
    const { leg } = c.req.valid('json');
    const request = { name, legSid: leg, lines: config.lines, now: Date.now() };
    const steered = await stored(() => ports.exchange.hangUp(request, device));
    if (steered) c.executionCtx.waitUntil(carryOut(c.var, steered, null));
    return c.body(null, 204);
  });

/** What is said to have failed, by what was asked for. */
const FAILURES: Record<SteerInput['does'], SteeringFailure['what'] | null> = {
  hold: 'hold',
  resume: 'resume',
  transfer: 'transfer',
  consult: 'consult',
  complete: 'complete',
  join: 'consult',
  back: 'consult',
  move: 'move',
  record: 'recording',
  'pause-recording': 'recording',
  'resume-recording': 'recording',
  'stop-recording': 'recording',
  'hang-up': null,
};
