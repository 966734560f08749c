import * as v from 'valibot';
import { CallSid, Identity } from './ids.ts';

const Dialed = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64));

/**
 * `POST /api/calls/:sid/steering`: what a person does to a call that was answered. `to` is what they dialled: a number,
 * `person:<id>` or an identity. `move` goes on at another device of the same person. `join`: all three talk; `back`: the one who
 * was called in addition leaves; `complete`: they and the far party go on without us. `record`: everybody is told so first.
 */
export const SteerInput = v.variant('does', [
  v.strictObject({ does: v.picklist(['hold', 'resume', 'complete', 'join', 'back', 'hang-up']) }),
  v.strictObject({ does: v.picklist(['record', 'pause-recording', 'resume-recording', 'stop-recording']) }),
  v.strictObject({ does: v.picklist(['transfer', 'consult']), to: Dialed }),
  v.strictObject({ does: v.literal('move'), device: Identity }),
]);
export type SteerInput = v.InferOutput<typeof SteerInput>;

/** `POST /api/calls/:sid/hang-up`, before a device ends its leg: else its end is a loss, and the person is called back. */
export const HangUpInput = v.strictObject({ leg: CallSid });
