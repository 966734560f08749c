import { expect } from 'vitest';
import { LINE, OUTSIDE } from './house.ts';
import { at, event, LEG, outgoing, over, phone, room, ROOM, ROOT, steer, twilio } from './steered.ts';
import { type Order, recordingSid } from './twilio-orders.ts';

export const NOTICE = 'Cet appel est enregistr\u00e9.';
export const FIRST = recordingSid(1);

export const said = (orders: Order[]) =>
  orders.map(({ path, form }) => [path, form.Status ?? Object.keys(form)[0] ?? '']);
export const ofRecording = (leg: string, sid = FIRST) => `/Calls/${leg}/Recordings/${sid}.json`;
export const row = async (device = phone) => (await device.browser.outcome(ROOT)).recordings;
export const told = (status: string, more: Record<string, string> = {}, RecordingSid = FIRST, leg = LEG) =>
  event(`/events/recording?call=${ROOT}`, { CallSid: leg, RecordingSid, RecordingStatus: status, ...more });
export const ends = async () => {
  await event(`/events/call?call=${ROOT}&g=1`, { CallSid: LEG, CallStatus: 'completed', From: LINE, To: OUTSIDE });
  await event('/events/call', { CallSid: ROOT, CallStatus: 'completed', From: at(phone.identity), To: OUTSIDE });
};

/** Ann's call with Bob, recorded: he was called, or called. */
export async function recorded(): Promise<void> {
  await outgoing();
  expect((await steer({ does: 'record' })).status).toBe(204);
  await over(ROOT, 0);
  await room('join', LEG, 1);
  await room('join', ROOT, 1);
  twilio.takes();
}

/** As above, and it is over. */
export async function keptRecording(seconds = 42): Promise<void> {
  await recorded();
  await ends();
  await told('completed', { RecordingDuration: String(seconds) });
  twilio.takes();
}

/** The owner, or whoever tries, says what is recorded of the line. */
export const chooses = (recording: string, device = phone) =>
  device.browser.send('PUT', `/api/lines/${encodeURIComponent(LINE)}`, { recording });

/** The notice at this address is over, in the room of the call. */
export const announced = (url: URL, what = 'announcement-end') =>
  event(`/events/room?call=${ROOT}&g=1`, { ConferenceSid: ROOM, StatusCallbackEvent: what, AnnounceUrl: url.href });
