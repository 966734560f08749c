import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as v from 'valibot';
import * as protocol from '../../../worker/protocol.ts';
import { another, type Browser, callSid, LINE, OUTSIDE } from './house.ts';
import { twiml, webhook } from './twilio.ts';

/** The object of the deployment under test. */
export const object = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));

/** Statements run where the history is kept. */
export function inStorage<T>(work: (sql: SqlStorage) => T): Promise<T> {
  return runInDurableObject(object(), (_, { storage }) => work(storage.sql));
}

/** A colleague with a registered device of their own. */
export async function colleague(host: Browser, id: string, name: string): ReturnType<typeof another> {
  const device = await another(host, `${name}’s laptop`);
  await inStorage((sql) => {
    sql.exec('INSERT INTO person (id, name, is_owner, joined_at) VALUES (?, ?, 0, 0)', id, name);
    sql.exec('UPDATE device SET person_id = ? WHERE id = ?', id, device.id);
  });
  return device;
}

/** Somebody outside calls the line and hangs up before anybody answers. */
export async function missed(n: number, From = OUTSIDE): Promise<protocol.CallSid> {
  const CallSid = callSid(n);
  await twiml('/handle_calls', { CallSid, From, To: LINE });
  await webhook('/events/call', { CallSid, From, To: LINE, CallStatus: 'completed', CallDuration: '3' });
  return CallSid;
}

/** One of our devices calls a number, or one of us, and nobody answers. */
export async function dialed(n: number, identity: protocol.Identity, To: string): Promise<protocol.CallSid> {
  const CallSid = callSid(n);
  const From = `client:${identity}`;
  await twiml('/twiml/outgoing', { CallSid, From, To });
  await twiml('/twiml/dial-ended?g=0', { CallSid, From, DialCallStatus: 'no-answer' });
  await webhook('/events/call', { CallSid, From, CallStatus: 'completed', CallDuration: '0' });
  return CallSid;
}

/** A page of history as this browser is told it. */
export async function page(browser: Browser, query = ''): Promise<v.InferOutput<typeof protocol.Calls>> {
  return v.parse(protocol.Calls, await (await browser.send('GET', `/api/calls${query}`)).json());
}

/** The SIDs of a page. */
export async function sids(browser: Browser, query = ''): Promise<protocol.CallSid[]> {
  return (await page(browser, query)).calls.map((call) => call.callSid);
}

/** What a search finds. */
export const found = (browser: Browser, words: string): Promise<protocol.CallSid[]> =>
  sids(browser, `?q=${encodeURIComponent(words)}`);

/** What the ledger says of a call, oldest first. */
export function ledgerOf(sid: protocol.CallSid): Promise<{ seq: number; body: string | null }[]> {
  return inStorage((sql) =>
    sql
      .exec<{ seq: number; body: string | null }>('SELECT seq, body FROM event WHERE subject = ? ORDER BY seq', sid)
      .toArray(),
  );
}
