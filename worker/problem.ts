import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiError, BlockReason, ErrorCode } from './protocol.ts';

/** Every way a JSON route refuses: its HTTP status, and a sentence for whoever reads the network log. */
const PROBLEMS: Record<ErrorCode, { status: ContentfulStatusCode; message: string; retryAfterSeconds?: number }> = {
  bad_request: { status: 400, message: 'The request could not be read.' },
  too_large: { status: 413, message: 'The request is too large.' },
  signed_out: { status: 401, message: 'Sign in first.' },
  code_wrong: { status: 403, message: 'This code is not known.' },
  code_spent: { status: 410, message: 'This code was used already, or is too old.' },
  too_many_tries: { status: 429, message: 'Too many tries. Wait a minute.', retryAfterSeconds: 60 },
  too_many: { status: 409, message: 'There is no room for more.' },
  forbidden: { status: 403, message: 'Not from here.' },
  not_found: { status: 404, message: 'There is nothing here.' },
  not_registered: { status: 409, message: 'This device has no identity yet.' },
  answered_elsewhere: { status: 409, message: 'Somebody else answered.' },
  upgrade_required: { status: 426, message: 'This is a WebSocket.' },
  erased: { status: 410, message: 'This was erased meanwhile.' },
  still_going: { status: 409, message: 'This call is not over yet.' },
  not_now: { status: 409, message: 'This cannot be done to the call now.' },
  refused: { status: 403, message: 'This may not be called.' },
  twilio_failed: { status: 502, message: 'Twilio did not do it. The call goes on.' },
  unavailable: { status: 503, message: 'Storage cannot be reached right now.', retryAfterSeconds: 5 },
  not_configured: { status: 503, message: 'This telephone is not set up yet.' },
  internal: { status: 500, message: 'Something went wrong here.' },
};

/** Who answers a call: the name of a colleague, or of another device of mine. */
export interface Winner {
  by: string;
  isMine: boolean;
}

/** What a refusal says besides its code. */
export type Details = Partial<Winner> & { reason?: BlockReason };

/** Thrown by JSON routes; `index.ts` renders it. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly details: Details | undefined;

  constructor(code: ErrorCode, cause?: unknown, details?: Details) {
    super(PROBLEMS[code].message, { cause });
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }
}

/** A refusal as it goes over the wire. */
export function problemResponse(code: ErrorCode, details?: Details): Response {
  const { status, message, retryAfterSeconds } = PROBLEMS[code];
  const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  const error = { code, message, ...details };
  return Response.json({ error } satisfies ApiError, { status, headers });
}
