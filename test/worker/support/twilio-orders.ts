import { vi } from 'vitest';

/** What Twilio's REST API was asked to do: the path within the account, and the form. */
export interface Order {
  method: string;
  path: string;
  headers: Headers;
  form: Record<string, string>;
}

/** The `n`th recording that is begun. */
export function recordingSid(n: number): string {
  return `RE${n.toString(16).padStart(32, '0')}`;
}

/** Twilio's REST API at its real address: does nothing, says that it did, and keeps what it was asked to do. */
export class TwilioOrders {
  /** A status it answers instead, by the order. */
  fails: (order: Order) => number | null = () => null;
  /** What it answers instead, by the order. */
  answers: (order: Order) => Response | null = () => null;
  #orders: Order[] = [];
  #recordings = 0;

  constructor() {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.replace(/^.*\/Accounts\/AC[0-9a-f]+/i, '');
      const form = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())));
      const order = { method: request.method, path, form, headers: request.headers };
      this.#orders.push(order);
      const status = this.fails(order);
      if (status !== null) return new Response(null, { status });
      const answer = this.answers(order);
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
