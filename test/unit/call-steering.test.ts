import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTalking } from '../../web/src/call/call.ts';
import { Trouble } from '../../web/src/call/problems.ts';
import { isSilent } from '../../web/src/call/talk.ts';
import type { Control } from '../../worker/protocol.ts';
import type { CallDouble } from '../support/voice-double.ts';
import { answerer, control, TelephoneDouble } from '../support/telephone-double.ts';

const FAR = { kind: 'number', number: '+15145550123' } as const;
const ZOE = { kind: 'number', number: '+15145550199' as never } as const;
const refuses = (ann: TelephoneDouble) => (ann.steers = () => Promise.reject(new Trouble({ code: 'not-done' })));

/** Ann called somebody and talks; the exchange has told how the call is joined. */
async function talking(facts: Partial<Control> = {}): Promise<{ ann: TelephoneDouble; leg: CallDouble }> {
  const ann = await TelephoneDouble.ready();
  ann.view.commands.dial?.(FAR.number);
  await ann.clock.advance();
  const leg = ann.voice.line.call;
  leg.rings();
  leg.answers();
  told(ann, facts);
  return { ann, leg };
}

const told = (ann: TelephoneDouble, facts: Partial<Control> = {}): void =>
  ann.hears({ state: 'in-progress', isFinal: false, control: control(facts) });

test('Ann taps Hold: not one word goes out from then on, whenever the exchange answers', async () => {
  const { ann, leg } = await talking();
  const answer = Promise.withResolvers<undefined>();
  ann.steers = () => answer.promise;
  ann.view.commands.steer?.hold?.();
  expect(leg.done).toEqual(['mute']);
  expect(ann.steered).toEqual([{ name: leg.callSid, what: { does: 'hold' } }]);
  told(ann);
  answer.resolve(undefined);
  await ann.clock.advance();
  told(ann, { isHeld: true });
  expect(leg.done).toEqual(['mute']);
});

test('a second tap before the exchange has answered asks nothing', async () => {
  const { ann } = await talking();
  ann.steers = () => new Promise(() => {});
  const { hold } = ann.view.commands.steer ?? {};
  hold?.();
  hold?.();
  expect(ann.view.commands.steer).toMatchObject({
    hold: null,
    resume: null,
    transfer: null,
    consult: null,
    move: null,
  });
  expect(ann.steered).toHaveLength(1);
});

test.each([
  ['speaks again', false, ['mute', 'unmute']],
  ['stays muted, as she wanted by hand', true, ['mute']],
])('Ann resumes: once the exchange has done it she %s', async (_, isMuted, done) => {
  const { ann, leg } = await talking();
  ann.view.commands.steer?.hold?.();
  await ann.clock.advance();
  told(ann, { isHeld: true });
  if (isMuted) ann.view.commands.mute?.();
  ann.view.commands.steer?.resume?.();
  expect(leg.done).toEqual(['mute']);
  await ann.clock.advance();
  expect(leg.done).toEqual(done);
});

test('the exchange refuses Hold: Ann is heard again, and told why', async () => {
  const { ann, leg } = await talking();
  refuses(ann);
  ann.view.commands.steer?.hold?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['mute', 'unmute']);
  expect(ann.call).toMatchObject({ isHolding: false, problem: { code: 'not-done' } });
  expect(ann.view.commands.steer?.hold).not.toBeNull();
});

test('the exchange refuses to resume: the far party still waits, and hears nothing of Ann', async () => {
  const { ann, leg } = await talking({ isHeld: true });
  refuses(ann);
  ann.view.commands.steer?.resume?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['mute']);
  expect(ann.call).toMatchObject({ isHolding: true, problem: { code: 'not-done' } });
});

test('what Twilio did not do in the end is told by the exchange: Ann is heard again', async () => {
  const { ann, leg } = await talking();
  ann.view.commands.steer?.hold?.();
  await ann.clock.advance();
  told(ann, { isHeld: true, task: 'promote' });
  told(ann, { failure: { what: 'hold', why: 'network' } });
  expect(leg.done).toEqual(['mute', 'unmute']);
});

test('Ann talks to Zoe first: silent while Zoe rings, heard once she is there', async () => {
  const { ann, leg } = await talking();
  ann.view.commands.steer?.consult?.(ZOE.number);
  await ann.clock.advance();
  told(ann, { isHeld: true, guest: { party: ZOE, stage: 'calling' } });
  expect(leg.done).toEqual(['mute']);
  told(ann, { isHeld: true, guest: { party: ZOE, stage: 'talking' } });
  expect(leg.done).toEqual(['mute', 'unmute']);
});

test('Ann lets the two go on without her: her leg is ended here too, should Twilio not do it', async () => {
  const { ann, leg } = await talking({ isHeld: true, guest: { party: ZOE, stage: 'talking' } });
  ann.view.commands.steer?.complete?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['disconnect']);
});

test('whoever is called in addition is heard by the one who called them, although the far party waits', async () => {
  const { ann, leg } = await talking({
    on: answerer({ isMe: false }),
    isHeld: true,
    guest: { party: ZOE, stage: 'talking' },
  });
  expect(leg.done).toEqual([]);
  expect(ann.view.commands.steer).toMatchObject({ complete: null, back: null, join: null, hold: null });
});

const idle = {
  hold: null,
  resume: null,
  transfer: null,
  consult: null,
  complete: null,
  join: null,
  back: null,
  move: null,
};
const can = expect.any(Function) as never;
test.each<[string, Partial<Control>, Partial<Record<keyof typeof idle, never>>]>([
  ['they talk', {}, { hold: can, transfer: can, consult: can, move: can }],
  ['the far party waits', { isHeld: true }, { resume: can, transfer: can, consult: can, move: can }],
  ['the first hold is on its way', { isHeld: true, task: 'promote' }, {}],
  ['somebody is about to be called', { isHeld: true, guest: { party: ZOE, stage: 'wanted' } }, {}],
  ['somebody rings', { isHeld: true, guest: { party: ZOE, stage: 'calling' } }, { back: can }],
  ['Ann consults', { isHeld: true, guest: { party: ZOE, stage: 'talking' } }, { complete: can, join: can, back: can }],
  ['all three talk', { guest: { party: ZOE, stage: 'joined' } }, { complete: can, back: can }],
  ['the call is on another device', { on: answerer() }, {}],
  ['nobody of us is on it', { on: null, task: 'transfer' }, {}],
])('what can be done when %s', async (_, facts, commands) => {
  const { ann } = await talking(facts);
  expect(ann.view.commands.steer).toMatchObject({ ...idle, ...commands });
});

test('the exchange tells that they talk before the network has said so here: it is not forgotten', async () => {
  const ann = await TelephoneDouble.ready();
  ann.view.commands.dial?.(FAR.number);
  await ann.clock.advance();
  told(ann);
  ann.voice.line.call.rings();
  ann.voice.line.call.answers();
  expect(ann.view.commands.steer).toMatchObject({ hold: can, transfer: can });
});

test('the exchange tells nothing, its line being lost: it is asked once', async () => {
  const ann = await TelephoneDouble.ready();
  ann.outcome = { state: 'in-progress', isFinal: false, control: control() };
  ann.view.commands.dial?.(FAR.number);
  await ann.clock.advance();
  ann.voice.line.call.rings();
  ann.voice.line.call.answers();
  await ann.clock.advance(1_499);
  expect(ann.view.commands.steer).toMatchObject(idle);
  await ann.clock.advance(1);
  expect(ann.view.commands.steer).toMatchObject({ hold: can });
  expect(ann.asked).toHaveLength(1);
});

test('before the exchange tells of the call, and while the socket is lost, nothing can be asked for', async () => {
  const { ann, leg } = await talking();
  leg.tells({ type: 'reconnecting' });
  expect(ann.view.commands.steer).toMatchObject(idle);
  ann.hears({ control: null, state: 'ringing', isFinal: false });
  leg.tells({ type: 'reconnected' });
  expect(ann.view.commands.steer?.hold).not.toBeNull();
});

test('Ann hangs up: the exchange hears it before her leg ends', async () => {
  const { ann, leg } = await talking();
  const heard = Promise.withResolvers<undefined>();
  ann.hearsHangUp = () => heard.promise;
  ann.view.commands.hangUp?.();
  expect(ann.call).toMatchObject({ state: 'closed', reason: 'hung-up' });
  await ann.clock.advance(100);
  expect(ann.hungUp).toEqual([{ name: leg.callSid, leg: leg.callSid }]);
  expect(leg.done).toEqual(['mute']);
  heard.resolve(undefined);
  await ann.clock.advance();
  expect(leg.done).toEqual(['mute', 'disconnect']);
});

test('the exchange cannot be reached: her leg ends after half a second all the same', async () => {
  const { ann, leg } = await talking();
  ann.hearsHangUp = () => new Promise(() => {});
  ann.view.commands.hangUp?.();
  await ann.clock.advance(499);
  expect(leg.done).not.toContain('disconnect');
  await ann.clock.advance(1);
  expect(leg.done).toContain('disconnect');
});

test('the next call waits for the leg of the one before to be gone', async () => {
  const { ann } = await talking();
  ann.hearsHangUp = () => new Promise(() => {});
  ann.view.commands.hangUp?.();
  ann.view.commands.dial?.('5550177');
  await ann.clock.advance(400);
  expect(ann.voice.line.dialed).toHaveLength(1);
  await ann.clock.advance(200);
  expect(ann.voice.line.dialed).toHaveLength(2);
});

test('a call that nobody answered is not said to be hung up: its end is no loss', async () => {
  const ann = await TelephoneDouble.ready();
  ann.view.commands.dial?.(FAR.number);
  await ann.clock.advance();
  ann.voice.line.call.rings();
  ann.view.commands.hangUp?.();
  expect(ann.voice.line.call.done).toEqual(['disconnect']);
  expect(ann.hungUp).toEqual([]);
});

const act = fc.constantFrom('hold', 'resume', 'mute', 'unmute', 'grant', 'refuse', 'held', 'not held');
test('whatever is tapped, answered and told: the microphone is as the screen says, and one request is under way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      const { ann, leg } = await talking();
      let open = 0;
      let settle = { resolve: (): void => {}, reject: (): void => {} };
      ann.steers = () => {
        expect(++open).toBe(1);
        return new Promise<void>((resolve, reject) => {
          settle = { resolve, reject: () => reject(new Trouble({ code: 'not-done' })) };
        }).finally(() => (open -= 1));
      };
      for (const each of acts) {
        const { mute, unmute, steer } = ann.view.commands;
        if (each === 'hold' || each === 'resume') steer?.[each]?.();
        else if (each === 'mute') mute?.();
        else if (each === 'unmute') unmute?.();
        else if (each === 'grant') settle.resolve();
        else if (each === 'refuse') settle.reject();
        else told(ann, { isHeld: each === 'held' });
        if (each === 'hold' && steer?.hold) expect(leg.done.at(-1)).toBe('mute');
        await ann.clock.advance();
        if (!isTalking(ann.call)) throw new Error('the call is over');
        expect(leg.done.at(-1) === 'mute').toBe(isSilent(ann.call));
      }
    }),
    { numRuns: process.env['FULL'] ? 2_000 : 60, seed: 20261122 },
  );
});

test('who was called hangs up while Ann talks to Zoe: the call is with Zoe from then on, also to be called again', async () => {
  const { ann, leg } = await talking({ guest: { party: ZOE, stage: 'talking' }, isHeld: true });
  expect(ann.call).toMatchObject({ party: FAR, left: null });
  told(ann, { far: ZOE });
  const { left } = ann.call as { left?: unknown };
  expect(ann.call).toMatchObject({ party: ZOE, left: FAR });
  told(ann, { far: ZOE, recording: 'on' });
  expect((ann.call as { left?: unknown }).left).toBe(left);
  leg.ends();
  expect(ann.call).toMatchObject({ state: 'closed', party: ZOE });
  ann.view.commands.redial?.();
  expect(ann.call).toMatchObject({ state: 'preparing', dialed: ZOE.number });
});
