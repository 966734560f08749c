import { coreParameters, progressParameters, type ReportedStatus } from './parameters.ts';
import type { Webhooks } from './webhooks.ts';
import type { Call } from '../exchange/call.ts';
import type { Clock } from '../ports.ts';
import type { ProgressEvent } from '../twiml/nodes.ts';

/** Where one leg's progress goes: a noun's, a line's or an app's status callback. */
export interface ReportTarget {
  url: string;
  method: 'GET' | 'POST';
  events: readonly ProgressEvent[];
}

export interface Report {
  event: ProgressEvent;
  status: ReportedStatus;
  final: { durationSeconds: number; sipCode: number } | null;
}

/**
 * Tells about legs, one callback of a leg after the other, numbered from 0. A failed callback is not sent again
 * and holds up nothing but itself (Twilio files 11200 or 11205 and goes on).
 */
export class Reports {
  readonly #deps: { accountSid: string; webhooks: Webhooks; clock: Clock };
  readonly #queues = new Map<string, { sent: number; last: Promise<void> }>();

  constructor(deps: { accountSid: string; webhooks: Webhooks; clock: Clock }) {
    this.#deps = deps;
  }

  /** Queues one report, when the target asked for its event. */
  send(call: Call, target: ReportTarget | null, report: Report): void {
    if (target === null || !target.events.includes(report.event)) return;
    const queue = this.#queues.get(call.sid) ?? { sent: 0, last: Promise.resolve() };
    this.#queues.set(call.sid, queue);
    const params = {
      ...coreParameters(this.#deps.accountSid, call, report.status),
      ...progressParameters({ atMs: this.#deps.clock.now(), sequenceNumber: queue.sent, final: report.final }),
    };
    queue.sent += 1;
    queue.last = queue.last.then(async () => {
      const result = await this.#deps.webhooks({
        kind: 'callback',
        call,
        method: target.method,
        url: target.url,
        params,
      });
      if (!result.ok) call.note('error', `status callback: ${result.message}`, { code: result.code });
    });
  }

  /** Resolves when all that was queued for a call has been answered, or after `atMostMs`. */
  async settled(callSid: string, atMostMs: number): Promise<void> {
    const queue = this.#queues.get(callSid);
    if (queue === undefined) return;
    let cancel = () => {};
    const enough = new Promise<void>((resolve) => {
      cancel = this.#deps.clock.after(atMostMs, resolve);
    });
    await Promise.race([queue.last, enough]);
    cancel();
  }
}
