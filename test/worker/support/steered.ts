import { expect } from 'vitest';
import { ann, callSid, LINE, OUTSIDE, type OurDevice } from './house.ts';
import { TwilioOrders } from './twilio-orders.ts';
import { twiml, webhook } from './twilio.ts';

export const ROOT = callSid(1);
export const LEG = callSid(2);
export const ROOM = `CF${'7'.repeat(32)}`;
export const CAROL = '+15145550177';

export let twilio: TwilioOrders;
export let phone: OurDevice;

/** Ann’s telephone, and a Twilio that does as it is told. */
export async function begin(): Promise<void> {
  phone = await ann();
  twilio = new TwilioOrders();
}

export const at = (identity: string) => `client:${identity}`;
export const event = (path: string, params: Record<string, string>) => webhook(path, params);

/** Ann’s call to Bob, answered: the root is hers. */
export async function outgoing(): Promise<void> {
  const From = at(phone.identity);
  await twiml('/twiml/outgoing', { CallSid: ROOT, From, To: OUTSIDE });
  await event('/events/call', {
    CallSid: LEG,
    ParentCallSid: ROOT,
    CallStatus: 'in-progress',
    From: LINE,
    To: OUTSIDE,
  });
}

/** Bob’s call to the line, answered by Ann: the root is his. */
export async function incoming(): Promise<void> {
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  await event('/events/call', {
    CallSid: LEG,
    ParentCallSid: ROOT,
    CallStatus: 'in-progress',
    From: OUTSIDE,
    To: at(phone.identity),
  });
}

export const steer = (body: object, device = phone) => device.browser.send('POST', `/api/calls/${ROOT}/steering`, body);
export const over = (CallSid: string, g: number, more: Record<string, string> = {}) =>
  twiml(`/twiml/dial-ended?call=${ROOT}&g=${String(g)}`, {
    CallSid,
    CallStatus: 'in-progress',
    DialCallStatus: 'completed',
    ...more,
  });
let events = 0;
export const room = (what: 'join' | 'leave', CallSid: string, g: number) =>
  event(`/events/room?call=${ROOT}&g=${String(g)}`, {
    ConferenceSid: ROOM,
    CallSid,
    StatusCallbackEvent: `participant-${what}`,
    SequenceNumber: String(++events),
  });
export const control = async (device = phone) => (await device.browser.outcome(ROOT)).control;

/** Both are in the room, and the far party hears music. */
export async function held(child: string, parent: string): Promise<void> {
  expect((await steer({ does: 'hold' })).status).toBe(204);
  expect(await over(parent, 0)).toContain('<Conference');
  await room('join', child, 1);
  await room('join', parent, 1);
}
