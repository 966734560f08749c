import { createDelivery, type WebhookResult } from './delivery.ts';
import { messageOf, type Message } from './message.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Transport } from './transport.ts';
import type { Account } from '../account.ts';
import type { Call } from '../exchange/call.ts';
import type { Clock } from '../ports.ts';

/** A request that is about to be sent, for whoever scripts faults. */
export interface Outgoing {
  kind: Message['kind'];
  url: string;
  callSid: string;
  parentCallSid: string | null;
  /** The `CallStatus` it carries, or ''. */
  status: string;
  /** What a callback of a conference or a recording says has happened, or ''. */
  event: string;
  /** What it belongs to: the SID of the conference, or of the call that dialed this one. */
  group: string;
}

/** What scripted faults do to one request. */
export interface WebhookFault {
  /** It is never sent. */
  isLost: boolean;
  /** It is sent so much later. */
  lateMs: number;
  /** The server seems to take so much longer. */
  slowMs: number;
  /** An HTTP status to answer in the server's place, `unreachable`, or null to let the request through. */
  fail: number | 'unreachable' | null;
  /** How often it is sent, and with how much time between two sendings. */
  copies: { times: number; afterMs: number };
  /** Keeps the sending back and does it when the fault lets go; null: nobody does. */
  hold: (<T>(send: () => Promise<T>) => Promise<T>) | null;
}

export interface WebhookRequest {
  kind: Message['kind'];
  /** Null when it is about no call in particular. */
  call: Call | null;
  method: 'GET' | 'POST';
  /** Absolute. */
  url: string;
  params: Record<string, string>;
  /** The SID of the conference it is about. */
  conferenceSid?: string;
  /** Called when a fault makes it late: whoever sends things in order need not wait for it. */
  onLate?: () => void;
}

export type Webhooks = (request: WebhookRequest) => Promise<WebhookResult>;

export interface WebhookOffice {
  send: Webhooks;
  /** Sends an entry of the journal again as it was, past all faults. Resolves with its own entry when it was answered. */
  replay(entry: JournalEntry, call: Call | null): Promise<JournalEntry>;
  /** What faults still keep back is never sent. */
  forgetLate(): void;
}

const NEVER_SENT = { ok: false, code: 11205, message: 'lost: it was never sent (a scripted fault)' } as const;
const NO_FAULT: WebhookFault = {
  isLost: false,
  lateMs: 0,
  slowMs: 0,
  fail: null,
  copies: { times: 1, afterMs: 0 },
  hold: null,
};

/** Makes the one way to the account's server: every request goes through here, signed, and faulty on demand. */
export function createWebhooks(deps: {
  account: Pick<Account, 'accountSid' | 'authToken'>;
  transport: Transport;
  clock: Clock;
  journal: Journal;
  faultOf: (request: Outgoing) => WebhookFault | null;
}): WebhookOffice {
  const { clock } = deps;
  const deliver = createDelivery(deps);
  const waits = new Set<() => void>();
  let era = 0;

  /** Resolves after `ms`, or as soon as what is late is forgotten. */
  function wait(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        cancel();
        waits.delete(finish);
        resolve();
      };
      const cancel = clock.after(ms, finish);
      waits.add(finish);
    });
  }

  return {
    async send({ kind, call, method, url, params, conferenceSid, onLate }) {
      if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
        return { ok: false, code: 11100, message: `Invalid URL format: "${url}"` };
      }
      const callSid = call?.sid ?? '';
      const parentCallSid = call?.facts.parentCallSid ?? null;
      const message = messageOf(deps.account.authToken, { kind, callSid, method, url, params });
      const status = params['CallStatus'] ?? '';
      const event = params['StatusCallbackEvent'] ?? params['RecordingStatus'] ?? '';
      const group = conferenceSid ?? parentCallSid ?? callSid;
      const about = { kind, url: message.url, callSid, parentCallSid, status, event, group };
      const fault = deps.faultOf(about) ?? NO_FAULT;
      if (fault.isLost) return NEVER_SENT;
      const writtenIn = era;
      const writtenMs = clock.now();
      const once = async (copy: number): Promise<WebhookResult> => {
        if (writtenIn !== era) return NEVER_SENT;
        const lateMs = clock.now() - writtenMs;
        const note = { ...(lateMs === 0 ? {} : { lateMs }), ...(copy === 1 ? {} : { copy }) };
        return (await deliver(call, message, { slowMs: fault.slowMs, fail: fault.fail, note })).result;
      };
      const sendAll = (): Promise<WebhookResult> => {
        const { times, afterMs } = fault.copies;
        const first = once(1);
        for (let copy = 2; copy <= times; copy += 1) void wait(afterMs * (copy - 1)).then(() => once(copy));
        return first;
      };
      if (fault.lateMs > 0 || fault.hold !== null) onLate?.();
      await wait(fault.lateMs);
      return fault.hold === null ? sendAll() : fault.hold(sendAll);
    },
    async replay(entry, call) {
      return (await deliver(call, entry, { replayOf: entry.id, note: { replayOf: entry.id } })).entry;
    },
    forgetLate() {
      era += 1;
      for (const finish of [...waits]) finish();
    },
  };
}
