/** What a listener measured; see the emulator's README. */
interface Heard {
  rms: number;
  purity: number;
  silent: boolean;
  frames: number;
}

interface PhoneView {
  number: string;
  character: string;
  state: 'idle' | 'ringing' | 'calling' | 'in-call';
  callSid: string | null;
  digits: string;
}

interface TimelineEntry {
  atMs: number;
  kind: string;
  [detail: string]: unknown;
}

interface CallView {
  sid: string;
  parentCallSid: string | null;
  direction: string;
  from: string;
  to: string;
  status: string;
  isAlive: boolean;
  timeline: TimelineEntry[];
}

type Says = { toneHz: number } | { silence: true };

async function ask<T>(url: string, method = 'GET', body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** The world outside the house: ordinary telephones, what the exchange did, and what can go wrong. */
export function outsideWorld(emulatorUrl: string) {
  const control = `${emulatorUrl}/_emulator`;
  return {
    phone(number: string) {
      const url = `${control}/phones/${encodeURIComponent(number)}`;
      return {
        number,
        is: (character: string, options: { says?: Says; answerAfterMs?: number; verified?: boolean } = {}) =>
          ask<PhoneView>(url, 'PUT', { character, ...options }),
        view: () => ask<PhoneView>(url),
        calls: (to: string, options: { withheld?: boolean } = {}) =>
          ask<{ callSid: string }>(`${url}/call`, 'POST', { to, ...options }),
        answers: () => ask(`${url}/answer`, 'POST', {}),
        /** The network gives up on a phone that rings unanswered. */
        givesUp: () => ask(`${url}/no-answer`, 'POST', {}),
        hangsUp: () => ask(`${url}/hang-up`, 'POST', {}),
        hears: (hz: number, ms = 400) => ask<Heard>(`${url}/hears?hz=${hz}&ms=${ms}`),
      };
    },
    calls: async () => (await ask<{ calls: CallView[] }>(`${control}/calls`)).calls,
    /** The calls going on, each by the leg that began it. */
    openCalls: async () =>
      (await ask<{ calls: CallView[] }>(`${control}/calls`)).calls.filter(
        ({ isAlive, parentCallSid }) => isAlive && parentCallSid === null,
      ),
    webhooks: async () =>
      (await ask<{ webhooks: { url: string; status: number; ms: number; body: string }[] }>(`${control}/webhooks`))
        .webhooks,
    registrations: async () =>
      (await ask<{ registrations: { identity: string }[] }>(`${control}/registrations`)).registrations.map(
        (each) => each.identity,
      ),
    fault: (fault: { kind: string; [detail: string]: unknown }) =>
      ask<{ id: string }>(`${control}/faults`, 'POST', fault),
    clearFault: (id: string) => ask(`${control}/faults/${id}`, 'DELETE'),
    clearFaults: () => ask(`${control}/faults`, 'DELETE'),
    reset: () => ask(`${control}/reset`, 'POST', {}),
  };
}

export type OutsideWorld = ReturnType<typeof outsideWorld>;
