import { vi } from 'vitest';

/** What Twilio's REST API was asked to do: the path within the account, and the form. */
export interface Order {
  method: string;
  path: string;
  form: Record<string, string>;
}

/** The `n`th recording that is begun. */
export function recordingSid(n: number): string {
  return `RE${n.toString(16).padStart(32, '0')}`;
}

/** How an order goes wrong. */
export interface RestFault {
  /** Null: no answer within the time that we wait for one. */
  status: number | null;
  /** Whether it is done all the same. */
  isDone: boolean;
  /** What happens before whoever asked knows that it went wrong. */
  meanwhile?: () => Promise<void>;
}

/** Twilio's REST API at its real address: does nothing, says that it did, and keeps what it was asked to do. */
export class TwilioOrders {
  /** A status it answers instead, or how it goes wrong, by the order. */
  fails: (order: Order) => number | RestFault | null = () => null;
  /** What it answers instead, by the order; does it, where the test has anything done. */
  answers: (order: Order, headers: Headers) => Response | null = () => null;
  #orders: Order[] = [];
  #recordings = 0;

  constructor() {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.replace(/^.*\/Accounts\/AC[0-9a-f]+/i, '');
      const form = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())));
      const order = { method: request.method, path, form };
      this.#orders.push(order);
      const fault = this.fails(order);
      if (typeof fault === 'number') return new Response(null, { status: fault });
      const answer = fault === null || fault.isDone ? this.answers(order, request.headers) : null;
      if (fault !== null) {
        await fault.meanwhile?.();
        if (fault.status === null) throw new DOMException('no answer in time', 'TimeoutError');
        return new Response(null, { status: fault.status });
      }
      if (answer) return answer;
      if (!path.endsWith('/Recordings.json')) return Response.json({ sid: `CA${'f'.repeat(32)}` });
      this.#recordings += 1;
      return Response.json({ sid: recordingSid(this.#recordings) });
    });
  }

  /** What it was asked since it was looked at last. */
  takes(): Order[] {
    return this.#orders.splice(0);
  }
}
