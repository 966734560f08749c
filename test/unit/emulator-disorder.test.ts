import fc from 'fast-check';
import { expect, test } from 'vitest';
import { updateCall } from '../emulator/rest/call-update.ts';
import { RestError } from '../emulator/rest/errors.ts';
import type { CallView } from '../emulator/control/control.ts';
import { ControlError } from '../emulator/control/errors.ts';
import { createExchangeUnderTest, FAR, LINE, SERVER, twiml } from '../support/emulated-exchange.ts';
import type { DeviceCall } from '../support/emulated-devices.ts';

const runs = { numRuns: process.env['FULL'] ? 2000 : 200, seed: 2 };

const report = 'statusCallback="/leg-status" statusCallbackEvent="initiated ringing answered completed"';
const server = {
  '/voice': twiml(
    `<Dial answerOnBridge="true" timeout="20" action="/ended"><Client ${report}>bob</Client><Client ${report}>carol</Client></Dial>`,
  ),
  '/outgoing': twiml(
    `<Dial answerOnBridge="true" timeout="20" callerId="${LINE}" action="/ended"><Number ${report}>${FAR}</Number></Dial>`,
  ),
  '/ended': twiml('<Pause length="3"/>'),
  '/elsewhere': twiml(`<Dial timeout="20" action="/ended"><Client ${report}>carol</Client></Dial>`),
  '/status': { status: 204 },
  '/leg-status': { status: 204 },
};

const step = fc.oneof(
  fc.constantFrom('far calls', 'alice calls', 'far answers', 'far declines', 'far hangs up', 'alice hangs up'),
  fc.constantFrom('bob accepts', 'bob rejects', 'bob hangs up', 'bob is lost', 'carol accepts', 'carol rejects'),
  fc.constantFrom('newest redirected', 'oldest redirected', 'newest completed', 'time passes', 'much time passes'),
);

/** A dialed leg lives with its parent, alone once it was answered; only a leg that was redirected goes its own way. */
function nobodyIsForgotten(calls: CallView[]): void {
  const dialed = calls.filter(
    ({ isAlive, parentCallSid, timeline }) =>
      isAlive && parentCallSid !== null && !timeline.some(({ what }) => what === 'redirected'),
  );
  for (const { parentCallSid, status } of dialed) {
    expect(calls.find(({ sid }) => sid === parentCallSid)?.isAlive).toBe(true);
    const siblings = dialed.filter((other) => other.parentCallSid === parentCallSid);
    if (status === 'in-progress') expect(siblings).toHaveLength(1);
  }
}

/** In whatever order things happen to calls, they all end, once, and everybody is told once. */
test('whatever people do, in any order: every call ends, is reported once, and nobody is left ringing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const exchange = createExchangeUnderTest(server);
      const [bob, carol] = [exchange.devices.register('bob'), exchange.devices.register('carol')];
      const alices: DeviceCall[] = [];
      const far = exchange.control.phone(FAR);
      const over = new Set<DeviceCall>();
      const alive = (calls: DeviceCall[]) =>
        calls.filter((call) => !over.has(call) && !call.seen.some((what) => /^(cancel|hangup)/.test(what))).at(-1);
      const act = (call: DeviceCall | undefined, what: 'accepted' | 'rejected' | 'hungUp' | 'lost') => {
        if (call === undefined) return;
        if (what !== 'accepted') over.add(call);
        call.events[what]();
      };
      const update = (fields: Record<string, string>, at: 0 | -1) => {
        const call = exchange.ledger
          .all()
          .filter(({ isAlive }) => isAlive)
          .at(at);
        if (call !== undefined) updateCall(exchange.exchange, call, fields);
      };
      const perform: Record<string, () => unknown> = {
        'far calls': () => far.call(LINE),
        'alice calls': () => alices.push(exchange.place('alice', { To: FAR })),
        'far answers': () => far.answer(),
        'far declines': () => far.decline(),
        'far hangs up': () => far.hangUp(),
        'alice hangs up': () => act(alive(alices), 'hungUp'),
        'bob accepts': () => act(alive(bob.calls), 'accepted'),
        'bob rejects': () => act(alive(bob.calls), 'rejected'),
        'bob hangs up': () => act(alive(bob.calls), 'hungUp'),
        'bob is lost': () => act(alive(bob.calls), 'lost'),
        'carol accepts': () => act(alive(carol.calls), 'accepted'),
        'carol rejects': () => act(alive(carol.calls), 'rejected'),
        'newest redirected': () => update({ Url: `${SERVER}/elsewhere` }, 0),
        'oldest redirected': () => update({ Url: `${SERVER}/elsewhere` }, -1),
        'newest completed': () => update({ Status: 'completed' }, 0),
        'time passes': () => exchange.clock.advance(300),
        'much time passes': () => exchange.clock.advance(21_000),
      };
      for (const what of steps) {
        try {
          await perform[what]?.();
        } catch (error) {
          if (!(error instanceof ControlError) && !(error instanceof RestError)) throw error;
        }
        await exchange.clock.settle();
        nobodyIsForgotten(exchange.control.calls());
      }
      for (const call of exchange.ledger.all()) exchange.exchange.end(call, 'rest');
      await exchange.clock.advance(60_000);

      const calls = exchange.control.calls();
      expect(calls.filter(({ isAlive }) => isAlive)).toEqual([]);
      expect(far.view().state).toBe('idle');
      expect(calls.flatMap(({ timeline }) => timeline).filter(({ what }) => what.includes('defect'))).toEqual([]);
      for (const { seen } of [...bob.calls, ...carol.calls, ...alices].filter((call) => !over.has(call))) {
        expect(seen.filter((what) => /^(cancel|hangup)/.test(what))).toHaveLength(1);
      }
      for (const { sid, parentCallSid, timeline } of calls) {
        const told = exchange
          .asked(parentCallSid === null ? '/status' : '/leg-status')
          .map(({ params }) => params)
          .filter((params) => params['CallSid'] === sid);
        expect(told.filter((params) => params['SipResponseCode'] !== undefined)).toHaveLength(1);
        expect(told.at(-1)).toHaveProperty('SipResponseCode');
        expect(told.map((params) => params['SequenceNumber'])).toEqual(told.map((_, index) => String(index)));
        const actions = exchange.asked('/ended').filter(({ params }) => params['CallSid'] === sid);
        expect(actions).toHaveLength(timeline.filter(({ kind, what }) => kind === 'verb' && what === 'Dial').length);
      }
    }),
    runs,
  );
}, 120_000);
