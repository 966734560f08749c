import { describe, expect, test } from 'vitest';
import { createEngine } from '../emulator/media/engine.ts';
import { measure } from '../emulator/media/measurement.ts';
import { Mixer } from '../emulator/media/mixer.ts';
import { createPhoneLeg, type PhoneLeg } from '../emulator/media/phone-leg.ts';
import { samples, tone } from '../emulator/media/tone.ts';
import type { Frame, Source } from '../emulator/ports.ts';

interface Person {
  name: string;
  leg: PhoneLeg;
  music: Source | null;
  isMuted: boolean;
}

/** Ann says 440 Hz, Bob 700, Cat 1000; each is heard by its tone. */
function room() {
  const engine = createEngine({ isManual: true });
  const mixer = new Mixer<Person>({
    hears: (_, speaker) => !speaker.isMuted && speaker.music === null,
    instead: ({ music }) => music,
  });
  const [ann, bob, cat] = ([440, 700, 1000] as const).map((hz, index) => {
    const leg = createPhoneLeg({ engine });
    leg.voice = tone(hz);
    return { name: 'abc'[index] ?? '', leg, music: null, isMuted: false };
  }) as [Person, Person, Person];
  for (const person of [ann, bob, cat]) mixer.add(person, person.leg);
  const run = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 20) engine.tick();
  };
  /** How much of each of the three tones somebody hears, to a tenth, and of 1400 and 2000 Hz. */
  const heard = ({ leg }: Person) => {
    const frames: Frame[] = [];
    const stop = leg.onHeard((frame) => frames.push(frame));
    run(400);
    stop();
    return [440, 700, 1000, 2000].filter((hz) => measure(frames, hz).purity > 0.3);
  };
  run(100);
  return { mixer, ann, bob, cat, run, heard };
}

describe('people in one room', () => {
  test('hear the others and never themselves', () => {
    const { ann, bob, cat, heard } = room();
    expect([ann, bob, cat].map(heard)).toEqual([
      [700, 1000],
      [440, 1000],
      [440, 700],
    ]);
  });

  test('one who hears music is not heard, and hears only the music', () => {
    const { ann, bob, cat, heard } = room();
    cat.music = tone(2000);
    expect([ann, bob, cat].map(heard)).toEqual([[700], [440], [2000]]);
  });

  test('one who is muted hears, and is not heard', () => {
    const { ann, bob, cat, heard } = room();
    cat.isMuted = true;
    expect([ann, bob, cat].map(heard)).toEqual([[700], [440], [440, 700]]);
  });

  test('one who goes is heard no more, and keeps a sound that came meanwhile', () => {
    const { mixer, ann, bob, cat, heard } = room();
    const own = tone(2000);
    cat.leg.sends = own;
    mixer.remove(cat);
    expect([ann, bob, cat].map(heard)).toEqual([[700], [440], [2000]]);
    mixer.remove(bob);
    expect(heard(bob)).toEqual([]);
  });

  test('what was said while nobody could hear it is not heard later', () => {
    const { ann, bob, cat, run, heard } = room();
    cat.isMuted = true;
    run(200);
    cat.leg.voice = tone(2000);
    run(200);
    cat.isMuted = false;
    expect(heard(ann)).toEqual([700, 2000]);
    expect(heard(bob)).toEqual([440, 2000]);
  });

  test('too loud together is cut off, not turned over', () => {
    const { ann, bob, cat, run } = room();
    for (const { leg } of [bob, cat]) leg.voice = samples(new Int16Array(1600).fill(30_000), { isLooped: true });
    run(100);
    let loudest: Frame = new Int16Array();
    ann.leg.onHeard((frame) => (loudest = frame));
    run(20);
    expect(loudest[80]).toBe(32_767);
  });

  test('a sound on top is heard by those it is for, and is over when they have heard it', async () => {
    const { mixer, ann, bob, run, heard } = room();
    const played = mixer.overlay(
      () =>
        samples(
          Int16Array.from({ length: 8000 }, (_, i) => Math.round(8000 * Math.sin((2 * Math.PI * 2000 * i) / 8000))),
        ),
      (who) => who === ann,
    );
    expect(heard(ann)).toEqual([700, 1000, 2000]);
    expect(heard(bob)).toEqual([440, 1000]);
    let isOver = false;
    void played.over.then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    run(400);
    await played.over;
    expect(heard(ann)).toEqual([700, 1000]);
  });

  test('a sound on top is over when the only one who hears it goes, or when it is stopped', async () => {
    const { mixer, ann, bob, heard } = room();
    const forAnn = mixer.overlay(
      () => tone(2000),
      (who) => who === ann,
    );
    mixer.remove(ann);
    await forAnn.over;
    const forAll = mixer.overlay(
      () => tone(2000),
      () => true,
    );
    expect(heard(bob)).toEqual([1000, 2000]);
    forAll.stop();
    await forAll.over;
    expect(heard(bob)).toEqual([1000]);
  });
});
