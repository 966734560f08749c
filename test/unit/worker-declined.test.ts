import * as v from 'valibot';
import { expect, test } from 'vitest';
import { conversation } from '../../worker/conversation.ts';
import { type CallEvent, type CallRecord, type CallStatus, type DialStatus, fold } from '../../worker/history.ts';
import { CallSid } from '../../worker/protocol.ts';

const sid = (n: number) => v.parse(CallSid, `CA${String(n).padStart(32, '0')}`);
const T0 = Date.UTC(2026, 10, 22, 12);

/** What one of our devices' legs went through; its last status came with this SIP response. */
interface Device {
  was: CallStatus[];
  sip?: number;
}

const declines: Device = { was: ['initiated', 'ringing', 'busy'], sip: 603 };
const isBusy: Device = { was: ['initiated', 'busy'], sip: 486 };
const closed: Device = { was: ['initiated', 'no-answer'], sip: 480 };
const gone: Device = { was: ['initiated', 'failed'], sip: 404 };
const calledOff: Device = { was: ['initiated', 'canceled'] };
const ringsToTheEnd: Device = { was: ['initiated', 'ringing', 'no-answer'] };
const ringsUntilBobGivesUp: Device = { was: ['initiated', 'ringing', 'canceled'] };

/** How Bob's call reads after our devices did this and the Dial ended so. */
function reads(devices: Device[], status: DialStatus): string | undefined {
  const received: CallEvent = { type: 'received', callSid: sid(1), at: T0, from: '+15145550123', to: '+18195550100' };
  const legs = devices.flatMap(({ was, sip }, i) =>
    was.map((status): CallEvent => {
      const sipCode = status === was.at(-1) ? (sip ?? null) : null;
      const leg = { status, from: null, to: `client:p_${String(i)}`, sipCode, durationSeconds: null };
      return { type: 'leg', callSid: sid(1), legSid: sid(i + 2), at: T0, leg };
    }),
  );
  const ended: CallEvent = {
    type: 'dial-ended',
    callSid: sid(1),
    at: T0 + 25_000,
    status,
    durationSeconds: null,
    generation: 0,
  };
  const record = [received, ...legs, ended].reduce<CallRecord | undefined>(fold, undefined);
  return record && conversation(record, { identity: null, labelOf: String }, T0 + 60_000)?.state;
}

test.each([
  ['on her laptop alone', [declines], 'busy'],
  ['on her laptop, while her phone is closed', [declines, closed], 'no-answer'],
  ['on her phone, while her laptop is closed', [closed, declines], 'busy'],
  ['on her laptop, while her phone is off', [declines, gone], 'failed'],
  ['on her laptop, before her phone rang', [declines, calledOff], 'busy'],
  ['on her laptop, while she talks on her phone', [declines, isBusy], 'busy'],
] as const)('a call that Ann declines %s was declined', (_, devices, status) => {
  expect(reads([...devices], status)).toBe('declined');
});

test.each([
  ['nobody declines', [ringsToTheEnd], 'no-answer'],
  ['every device is closed', [closed, gone], 'no-answer'],
  ['Ann declines on her laptop and her phone rings to the end', [declines, ringsToTheEnd], 'no-answer'],
  ['Ann declines on her laptop and Bob gives up while her phone rings', [declines, ringsUntilBobGivesUp], 'canceled'],
  ['Bob gives up', [ringsUntilBobGivesUp, closed], 'canceled'],
] as const)('a call is missed when %s', (_, devices, status) => {
  expect(reads([...devices], status)).toBe('missed');
});
