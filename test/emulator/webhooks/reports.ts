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
 * Tells about legs, one callback of a leg after the other. Number and time are those of what happened
 * (https://www.twilio.com/docs/voice/twiml/number#attributes-status-callback: `SequenceNumber` from 0, `Timestamp`), however
 * late it is told. A failed callback is not sent again and holds up nothing but itself (Twilio files 11200 or 11205 and goes on).
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
    // When it happened, not when it is sent: the end of a leg is told after its last `action`.
    const now = this.#deps.clock.now();
    const atMs = report.final === null ? now : (call.endedAtMs ?? now);
    const params = {
      ...coreParameters(this.#deps.accountSid, call, report.status),
      ...progressParameters({ atMs, sequenceNumber: queue.sent, final: report.final }),
    };
    queue.sent += 1;
    queue.last = queue.last.then(() => this.#deliver(call, target, params));
  }

  /** Resolves when the leg's next callback may go: this one was answered, or a fault made it late. */
  #deliver(call: Call, { url, method }: ReportTarget, params: Record<string, string>): Promise<void> {
    return new Promise((goOn, fail) => {
      this.#deps.webhooks({ kind: 'callback', call, method, url, params, onLate: goOn }).then((result) => {
        if (!result.ok) {
          const { CallStatus: callStatus } = params;
          call.note('error', `status callback: ${result.message}`, { code: result.code, callStatus });
        }
        goOn();
      }, fail);
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
