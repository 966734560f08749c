import { STATUS_CODES } from 'node:http';
import { CutOff, type Answer } from '../http.ts';
import type { Clock } from '../ports.ts';

/** A request to the REST API, for whoever scripts faults. */
export interface RestRequest {
  method: string;
  /** Path and query. */
  url: string;
}

/** What scripted faults do to one request. */
export interface RestFault {
  delayMs: number;
  /** Without an HTTP status the connection is cut off. Unless `isDone`, nothing of what was asked is done. */
  fail: { httpStatus: number | null; retryAfterSeconds: number | null; isDone: boolean } | null;
}

/** Puts scripted faults in front of the REST API; every other path is left alone. */
export function faultyRest(
  answer: Answer,
  deps: { clock: Clock; faultOf: (request: RestRequest) => RestFault | null },
): Answer {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const isRest = pathname.startsWith('/2010-04-01/');
    const fault = isRest ? deps.faultOf({ method: request.method, url: pathname + search }) : null;
    if (fault === null) return answer(request);
    if (fault.delayMs > 0) await new Promise<void>((resolve) => void deps.clock.after(fault.delayMs, resolve));
    if (fault.fail === null) return answer(request);
    const { httpStatus, retryAfterSeconds, isDone } = fault.fail;
    if (isDone) await answer(request);
    if (httpStatus === null) throw new CutOff();
    return Response.json(errorJson(httpStatus), {
      status: httpStatus,
      headers: retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) },
    });
  };
}

/** The body of Twilio's general errors: 20429 too many requests, 20500 internal error, 20503 unavailable. */
function errorJson(status: number) {
  const code = 20_000 + status;
  return {
    code,
    message: `${STATUS_CODES[status] ?? 'Failed'} (a scripted fault)`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  };
}
