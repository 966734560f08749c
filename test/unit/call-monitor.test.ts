import { expect, test } from 'vitest';
import type { Sample } from '../../web/src/call/quality.ts';
import type { MediaSign } from '../../web/src/call/voice.ts';
import { TelephoneDouble } from '../support/telephone-double.ts';

const FAR = '5550199';
const fine: Sample = { mos: 4.4, rttMs: 40, jitterMs: 3, lossPercent: 0, packetsReceived: 50, packetsSent: 50 };
const second = (facts: Partial<Sample> = {}): MediaSign => ({ type: 'sample', sample: { ...fine, ...facts } });
const loud: MediaSign = { type: 'level', level: 0.2 };
const quiet: MediaSign = { type: 'level', level: 0.001 };

async function talking() {
  const telephone = await TelephoneDouble.ready();
  telephone.view.commands.dial?.(FAR);
  await telephone.clock.advance();
  const leg = telephone.voice.line.calls[0];
  if (leg === undefined) throw new Error('nothing was dialled');
  leg.rings();
  leg.answers();
  return { telephone, leg };
}

test('how the call sounds is told as it changes, and only then', async () => {
  const { telephone, leg } = await talking();
  leg.shows(second(), 5);
  const { health } = telephone;
  expect(health).toMatchObject({ level: 'good', cause: null });
  leg.shows(second(), 5);
  expect(telephone.health).toBe(health);
  leg.shows(second({ lossPercent: 9 }), 3);
  expect(telephone.health).toMatchObject({ level: 'poor', cause: 'loss' });
  leg.shows(second(), 5);
  expect(telephone.health).toMatchObject({ level: 'good', cause: null });
});

test('when it is over the exchange is told once, by the worst and the medians', async () => {
  const { telephone, leg } = await talking();
  leg.shows(second({ lossPercent: 9 }), 3);
  leg.shows(second(), 9);
  leg.ends();
  await telephone.clock.advance(2000);
  telephone.view.commands.dismiss?.();
  expect(telephone.sounded).toEqual([
    { name: leg.callSid, quality: expect.objectContaining({ worst: 'poor', cause: 'loss', mos: 4.4, rttMs: 40 }) },
  ]);
});

test('of a call that nobody answered, and of one of a second, nothing is told', async () => {
  const { telephone, leg } = await talking();
  leg.shows(second(), 2);
  telephone.view.commands.hangUp?.();
  await telephone.clock.advance(6000);
  telephone.view.commands.dial?.(FAR);
  await telephone.clock.advance();
  telephone.voice.line.calls[1]?.rings(true);
  telephone.voice.line.calls[1]?.shows(second(), 9);
  telephone.view.commands.hangUp?.();
  expect(telephone.sounded).toEqual([]);
});

test('whoever speaks while muted is told; and no more once they stop, or are heard again', async () => {
  const { telephone, leg } = await talking();
  leg.shows(loud, 9);
  expect(telephone.health?.isSpeakingMuted).toBe(false);
  telephone.view.commands.mute?.();
  leg.shows(quiet, 9);
  expect(telephone.health?.isSpeakingMuted).toBe(false);
  leg.shows(loud, 3);
  expect(telephone.health?.isSpeakingMuted).toBe(true);
  leg.shows(quiet, 25);
  expect(telephone.health?.isSpeakingMuted).toBe(false);
  leg.shows(loud, 3);
  telephone.view.commands.unmute?.();
  expect(telephone.health?.isSpeakingMuted).toBe(false);
  telephone.view.commands.mute?.();
  expect(telephone.health?.isSpeakingMuted).toBe(false);
});

test('after a bad call the person is asked how it was, until they say so or put the call away', async () => {
  const { telephone, leg } = await talking();
  leg.shows(second({ rttMs: 900 }), 5);
  expect(telephone.health?.rate).toBeNull();
  telephone.view.commands.hangUp?.();
  await telephone.clock.advance(600_000);
  expect(telephone.call.state).toBe('closed');
  telephone.health?.rate?.(2, 'audio-latency');
  await telephone.clock.advance();
  expect(leg.done).toEqual(['mute', 'disconnect', 'rate 2 audio-latency']);
  expect(telephone.health?.rate).toBeNull();
  telephone.view.commands.dismiss?.();
  expect(telephone.health).toBeNull();
});

test.each([
  ['a good call', true, () => {}],
  [
    'a bad one, when Twilio is told nothing',
    false,
    (leg: { shows(sign: MediaSign, times: number): void }) => leg.shows(second({ rttMs: 900 }), 5),
  ],
])('after %s nobody is asked, and it goes by itself', async (_, isReported, happens) => {
  const { telephone, leg } = await talking();
  leg.isReported = isReported;
  happens(leg);
  telephone.view.commands.hangUp?.();
  expect(telephone.health?.rate).toBeNull();
  await telephone.clock.advance(5000);
  expect(telephone.view.call).toBeNull();
});

test('the next call begins with a clean sheet', async () => {
  const { telephone, leg } = await talking();
  leg.shows(second({ rttMs: 900 }), 5);
  telephone.view.commands.hangUp?.();
  telephone.view.commands.redial?.();
  await telephone.clock.advance();
  expect(telephone.health).toMatchObject({ level: 'good', cause: null, rate: null });
  leg.shows(second({ rttMs: 900 }), 5);
  expect(telephone.health?.level).toBe('good');
});
