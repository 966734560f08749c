import twilio from 'twilio';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { janitor } from '../support/janitor.ts';
import { startWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';

const SOCKETS = 5;
const WEBHOOKS = 2_000;
/** What is told of each call, of the caller's leg or of the device's. */
const STORY = [
  { leg: 'root', status: 'ringing' },
  { leg: 'device', status: 'ringing' },
  { leg: 'device', status: 'in-progress' },
  { leg: 'root', status: 'completed' },
] as const;

const percentile = (sorted: number[], share: number) =>
  (sorted[Math.ceil(sorted.length * share) - 1] ?? NaN).toFixed(1);

interface Changes {
  seq: number;
  calls: { callSid: string; state: string }[];
}

/** A device that listens: the moments at which it heard what. */
class Ear {
  readonly heard: { at: number; changes: Changes }[] = [];
  #wake: () => void = () => {};

  async connects(url: string, cookie: string): Promise<this> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live?since=0`, { headers: { cookie, origin: url } });
    socket.on('message', (data) => {
      const at = performance.now();
      const message = JSON.parse(String(data)) as { type: string } & Changes;
      if (message.type !== 'changes') return;
      this.heard.push({ at, changes: message });
      this.#wake();
    });
    await this.hears(1);
    return this;
  }

  async hears(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

test(`from a webhook to the row on ${SOCKETS} sockets: none of ${WEBHOOKS * SOCKETS} is lost, doubled or out of order`, async () => {
  const account = localAccount();
  const ownerCode = newOwnerCode();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const vars = workerVars(account, { publicUrl: url, emulatorUrl: 'http://localhost:9', ownerCode });
  const worker = await startWorker({ port, vars });
  onTestFinished(() => worker.stop());
  const keeper = await janitor(url, ownerCode);
  const cookies = await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const code = new URL(await keeper.newLink()).hash.replace('#code=', '');
      const headers = { origin: url, 'content-type': 'application/json' };
      const signedIn = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ code }) });
      return signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    }),
  );
  const ears = await Promise.all(cookies.map((cookie) => new Ear().connects(url, cookie)));

  async function posts(params: Record<string, string>): Promise<void> {
    const signature = twilio.getExpectedTwilioSignature(account.authToken, `${url}/events/call`, params);
    const headers = { 'x-twilio-signature': signature };
    await fetch(`${url}/events/call`, { method: 'POST', headers, body: new URLSearchParams(params) });
  }

  const latencies: number[] = [];
  for (let i = 0; i < WEBHOOKS; i += 1) {
    const { leg, status } = STORY[i % STORY.length] ?? STORY[0];
    const sid = (n: number) => `CA${(Math.floor(i / STORY.length) * 2 + n).toString(16).padStart(32, '0')}`;
    const of =
      leg === 'root'
        ? { CallSid: sid(0), To: account.phoneNumber }
        : { CallSid: sid(1), ParentCallSid: sid(0), To: 'client:p_somebody' };
    const postedAt = performance.now();
    await posts({ ...of, From: '+15145550123', CallStatus: status });
    await Promise.all(ears.map((ear) => ear.hears(i + 2)));
    for (const ear of ears) latencies.push((ear.heard[i + 1]?.at ?? NaN) - postedAt);
  }

  const sorted = latencies.toSorted((a, b) => a - b);
  const shares = [0.5, 0.9, 0.99, 1].map((share) => `p${share * 100} ${percentile(sorted, share)} ms`);
  console.log(`webhook to row on ${SOCKETS} sockets, ${sorted.length} deliveries: ${shares.join(', ')}`);
  for (const { heard } of ears) {
    expect(heard).toHaveLength(WEBHOOKS + 1);
    const news = heard.slice(1).map(({ changes }) => changes);
    expect(news.every(({ calls }) => calls.length === 1)).toBe(true);
    expect(news.every(({ seq }, i) => seq === (heard[0]?.changes.seq ?? NaN) + i + 1)).toBe(true);
  }
  expect(Number(percentile(sorted, 0.5))).toBeLessThan(100);
}, 600_000);
