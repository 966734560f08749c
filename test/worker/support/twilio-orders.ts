import { vi } from 'vitest';

/** What Twilio's REST API was asked to do: the path within the account, and the form. */
export interface Order {
  method: string;
  path: string;
  form: Record<string, string>;
}

/** Twilio's REST API at its real address: does nothing, says that it did, and keeps what it was asked to do. */
export class TwilioOrders {
  /** A status it answers instead, by the order. */
  fails: (order: Order) => number | null = () => null;
  #orders: Order[] = [];

  constructor() {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.replace(/^.*\/Accounts\/AC[0-9a-f]+/i, '');
      const form = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())));
      const order = { method: request.method, path, form };
      this.#orders.push(order);
      const status = this.fails(order);
      return status === null ? Response.json({ sid: `CA${'f'.repeat(32)}` }) : new Response(null, { status });
    });
  }

  /** What it was asked since it was looked at last. */
  takes(): Order[] {
    return this.#orders.splice(0);
  }
}
