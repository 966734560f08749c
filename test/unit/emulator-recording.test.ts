import { describe, expect, test } from 'vitest';
import { readWav } from '../emulator/media/wav.ts';
import { measure } from '../emulator/media/measurement.ts';
import { createRoom, PEOPLE } from '../support/emulated-room.ts';

/** Ann, at 440 Hz, and Bob, at 700, are in a room; Ann's leg is recorded in two channels. */
async function recorded() {
  const room = createRoom();
  await room.comes('ann');
  await room.comes('bob');
  const { exchange } = room.exchange;
  const leg = exchange.find(room.sidOf('ann'));
  const media = leg?.media ?? null;
  if (leg === null || media === null) throw new Error('Ann is not in a call');
  const recording = exchange.recordings.start(leg, media, { channels: 'dual', track: 'both' }, null);
  const purity = (channel: number, hz: number, fromMs: number, toMs: number) =>
    measure([recording.channels()[channel - 1]?.subarray(fromMs * 8, toMs * 8) ?? new Int16Array()], hz).purity;
  return { ...room, recordings: exchange.recordings, recording, purity };
}

describe('a recorded leg', () => {
  test('is as long as the sound that passed, its two sides apart', async () => {
    const { exchange, recording, recordings, purity } = await recorded();
    await exchange.hear(3000);
    recordings.stop(recording);
    await exchange.hear(1000);
    expect(recording.durationSeconds).toBe(3);
    expect([purity(1, 440, 100, 3000), purity(2, 700, 100, 3000)].map((each) => each > 0.98)).toEqual([true, true]);
    expect([purity(1, 700, 100, 3000), purity(2, 440, 100, 3000)].map((each) => each < 0.05)).toEqual([true, true]);
  });

  test('paused it holds exact silence as long as the pause, or nothing of it', async () => {
    for (const [behavior, seconds] of [
      ['silence', 4],
      ['skip', 2],
    ] as const) {
      const { exchange, recording, recordings } = await recorded();
      await exchange.hear(1000);
      recordings.pause(recording, behavior);
      await exchange.hear(2000);
      recordings.resume(recording);
      await exchange.hear(1000);
      recordings.stop(recording);
      expect(recording.durationSeconds).toBe(seconds);
      const quiet = recording
        .channels()
        .map((samples) => samples.subarray(8 * 1000, 8 * 3000).every((one) => one === 0));
      expect(quiet).toEqual(behavior === 'silence' ? [true, true] : [false, false]);
    }
  });

  test('holds what its far end hears when it is held, and goes on when it moves', async () => {
    const { exchange, recording, purity, room, in: who, sidOf } = await recorded();
    await exchange.hear(1000);
    room().change(who('ann'), { isHeld: true });
    await exchange.hear(1000);
    expect(purity(2, 700, 100, 900)).toBeGreaterThan(0.98);
    expect(purity(2, 700, 1100, 1900)).toBeLessThan(0.3);
    const call = exchange.ledger.find(sidOf('ann'));
    if (call === null) throw new Error('no call');
    exchange.exchange.redirect(call, { kind: 'inline', twiml: '<Response><Pause length="60"/></Response>' });
    await exchange.hear(1000);
    expect(recording.status).toBe('in-progress');
    expect(purity(1, 440, 2100, 2900)).toBeGreaterThan(0.98);
    exchange.control.phone(PEOPLE.ann).hangUp();
    expect(recording).toMatchObject({ status: 'completed', durationSeconds: 3 });
  });

  test('is a WAV that can be read; one of nothing at all is absent', async () => {
    const { exchange, recording, recordings } = await recorded();
    await exchange.hear(500);
    recordings.stop(recording);
    expect(readWav(recording.wav()).length).toBe(4000);
    const nothing = await recorded();
    nothing.recordings.stop(nothing.recording);
    expect(nothing.recording.status).toBe('absent');
  });
});
