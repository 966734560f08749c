import { vi } from 'vitest';

/** A call as Twilio's REST API tells it (https://www.twilio.com/docs/voice/api/call-resource), as far as a test says. */
export interface RestCall {
  sid: string;
  parent_call_sid?: string;
  status: string;
  from?: string;
  to?: string;
  date_created?: string;
  start_time?: string;
  end_time?: string;
  duration?: string;
}

/** Twilio's REST API at its real address: answers what `calls` holds at the time, and keeps what it was asked. */
export class TwilioRest {
  calls: RestCall[] = [];
  /** What it answers instead: a status, or no answer at all. */
  fault: number | 'unreachable' | null = null;
  readonly asked: { url: string; authorization: string | null }[] = [];

  constructor() {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      this.asked.push({ url: request.url, authorization: request.headers.get('Authorization') });
      if (this.fault === 'unreachable') throw new TypeError('unreachable, on purpose');
      if (this.fault !== null) return new Response(null, { status: this.fault });
      return this.#answer(new URL(request.url));
    });
  }

  #answer({ pathname, searchParams }: URL): Response {
    const parent = searchParams.get('ParentCallSid');
    if (parent) return Response.json({ calls: this.calls.filter((call) => call.parent_call_sid === parent) });
    const call = this.calls.find(({ sid }) => pathname.endsWith(`/Calls/${sid}.json`));
    return call ? Response.json(call) : new Response(null, { status: 404 });
  }
}

/** A moment as the API writes it. */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
