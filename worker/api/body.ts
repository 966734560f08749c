import { bodyLimit } from 'hono/body-limit';
import { MAX_BODY_BYTES } from '../body-size.ts';
import { Problem } from '../problem.ts';

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
