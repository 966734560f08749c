import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { MAX_BODY_BYTES } from '../body-size.ts';
import { Problem } from '../problem.ts';
import { CallSid } from '../protocol.ts';

/** Stops reading a JSON body that is too large. */
export const limitedBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new Problem('too_large');
  },
});

/** For validators: what does not fit its schema is a bad request, without details. */
export function orRefuse(result: { success: boolean }): void {
  if (!result.success) throw new Problem('bad_request');
}

/** A call's SID in an address; nothing else is ever looked for. */
export function callSidOf(param: string | undefined): CallSid {
  const sid = v.safeParse(CallSid, param);
  if (!sid.success) throw new Problem('not_found');
  return sid.output;
}
