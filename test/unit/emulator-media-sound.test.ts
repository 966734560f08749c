import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw } from '../emulator/media/g711.ts';
import { createFrameQueue } from '../emulator/media/frame-queue.ts';
import { dtmf, frequenciesOf } from '../emulator/media/dtmf.ts';
import { amplitudeAt, joinFrames, measure } from '../emulator/media/measurement.ts';
import { music } from '../emulator/media/music.ts';
import { spokenPattern } from '../emulator/media/speech.ts';
import { busyTone, ringback, samples, sequence, silence, tone } from '../emulator/media/tone.ts';
import type { Frame, Source } from '../emulator/ports.ts';

const runs = { seed: 20261122, numRuns: process.env['FULL'] ? 5000 : 200 };

function take(source: Source, count: number): Frame[] {
  return Array.from({ length: count }, () => source.next() ?? new Int16Array(160));
}

function takeAll(source: Source): Frame[] {
  const frames: Frame[] = [];
  for (let frame = source.next(); frame; frame = source.next()) frames.push(frame);
  return frames;
}

describe('G.711 mu-law', () => {
  it('knows the ends of the ITU table', () => {
    expect([...decodeMulaw(Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xfe))]).toEqual([-32124, 32124, 0, 0, 8]);
  });

  it('keeps exact silence exactly silent', () => {
    expect(encodeMulaw(Int16Array.of(0))[0]).toBe(0xff);
    expect(decodeMulaw(encodeMulaw(new Int16Array(160)))).toEqual(new Int16Array(160));
  });

  it('gives back every one of its own values, but for the second zero', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== 0x7f);
    expect(encodeMulaw(decodeMulaw(codes))).toEqual(codes);
  });

  it('is never wrong by more than half of its widest step at that level', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), (sample) => {
        const [back = NaN] = decodeMulaw(encodeMulaw(Int16Array.of(sample)));
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 31 + 8));
      }),
      runs,
    );
  });
});

describe('measuring what is heard', () => {
  it('calls a tone pure at its own frequency and nowhere else', () => {
    const frames = take(tone(440), 25);
    expect(measure(frames, 440).purity).toBeCloseTo(1, 2);
    expect(measure(frames, 1000).purity).toBeLessThan(0.05);
    expect(measure(frames, 440).peakHz).toBe(440);
    expect(measure(frames, 440).rms).toBeCloseTo(8000 / Math.SQRT2, -1);
  });

  it('calls a tone pure after it went through G.711', () => {
    const frames = take(tone(440, 1000), 25).map((frame) => decodeMulaw(encodeMulaw(frame)));
    expect(measure(frames, 440).purity).toBeGreaterThan(0.99);
  });

  it('forgives a frame lost on the way, and not a tone that is half another', () => {
    const frames = take(tone(440), 25).filter((_, index) => index !== 12);
    expect(measure(frames, 440).purity).toBeGreaterThan(0.9);
    const half = frames.map((frame, index) => (index % 2 ? frame : (tone(1000).next() ?? frame)));
    expect(measure(half, 440).purity).toBeLessThan(0.8);
  });

  it('tells silence from nothing at all', () => {
    expect(measure(take(silence(), 3), 440)).toEqual({ rms: 0, purity: 0, silent: true, peakHz: 0, frames: 3 });
    expect(measure([], 440)).toEqual({ rms: 0, purity: 0, silent: false, peakHz: 0, frames: 0 });
  });

  it('does not call one loud sample silent', () => {
    const frame = new Int16Array(160);
    frame[80] = 1;
    expect(measure([frame], 440).silent).toBe(false);
  });

  it('finds the amplitude of any tone between 100 and 3600 Hz', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 3600 }), fc.integer({ min: 500, max: 16000 }), (hz, amplitude) => {
        const heard = amplitudeAt(joinFrames(take(tone(hz, amplitude), 50)), hz);
        expect(Math.abs(heard - amplitude) / amplitude).toBeLessThan(0.02);
      }),
      runs,
    );
  });
});

describe('sounds of a telephone network', () => {
  it('rings back two seconds in six, with 440 and 480 Hz together', () => {
    const frames = take(ringback(), 300);
    expect(measure(frames.slice(0, 100), 440).purity).toBeCloseTo(Math.SQRT1_2, 1);
    expect(measure(frames.slice(0, 100), 480).purity).toBeCloseTo(Math.SQRT1_2, 1);
    expect(measure(frames.slice(100, 300), 440).silent).toBe(true);
  });

  it('is busy half a second in every second', () => {
    const frames = take(busyTone(), 100);
    expect(measure(frames.slice(0, 25), 620).purity).toBeGreaterThan(0.6);
    expect(measure(frames.slice(25, 50), 620).silent).toBe(true);
    expect(measure(frames.slice(50, 75), 480).purity).toBeGreaterThan(0.6);
  });

  it('presses keys with two tones each, and knows no other keys', () => {
    expect(frequenciesOf('1')).toEqual([697, 1209]);
    expect(frequenciesOf('#')).toEqual([941, 1477]);
    expect(frequenciesOf('x')).toBeNull();
    expect(frequenciesOf('')).toBeNull();
    const pressed = joinFrames(takeAll(dtmf('5')).slice(0, 6));
    expect(amplitudeAt(pressed, 770)).toBeCloseTo(5000, -3);
    expect(amplitudeAt(pressed, 1336)).toBeCloseTo(5000, -3);
  });

  it('plays music that never stops', () => {
    const source = music();
    expect(take(source, 1500).every((frame) => frame.some((sample) => sample !== 0))).toBe(true);
    expect(source.isDone ?? false).toBe(false);
  });
});

describe('a spoken text', () => {
  it('sounds the same each time and different from another text', () => {
    const hello = joinFrames(takeAll(spokenPattern('Bonjour à tous.')));
    expect(joinFrames(takeAll(spokenPattern('Bonjour à tous.')))).toEqual(hello);
    expect(joinFrames(takeAll(spokenPattern('Salut les amis.')))).not.toEqual(hello);
  });

  it('takes longer the more there is to say, a minute at most', () => {
    const lengthOf = (text: string) => takeAll(spokenPattern(text)).length;
    expect(lengthOf('Please wait while we find somebody.')).toBeGreaterThan(lengthOf('Please wait.'));
    expect(lengthOf('again and '.repeat(5000))).toBe(3000);
    expect(lengthOf('')).toBe(0);
  });

  it('comes to an end', () => {
    const source = spokenPattern('Hi.');
    expect(source.isDone).toBe(false);
    takeAll(source);
    expect(source.isDone).toBe(true);
    expect(source.next()).toBeNull();
  });
});

describe('putting sounds together', () => {
  const ones = (count: number) => samples(new Int16Array(count).fill(1));

  it('plays one after the other', () => {
    const both = sequence([ones(160), samples(new Int16Array(160).fill(2))]);
    expect(takeAll(both).map((frame) => frame[0])).toEqual([1, 2]);
    expect(both.isDone).toBe(true);
  });
});

describe('the queue between two legs', () => {
  const frame = (mark: number) => new Int16Array(160).fill(mark);

  it('keeps order, never grows beyond ten, and then keeps the newest five', () => {
    const queue = createFrameQueue();
    for (let mark = 1; mark <= 11; mark += 1) queue.push(frame(mark));
    expect(take(queue, 5).map((one) => one[0])).toEqual([7, 8, 9, 10, 11]);
    expect(queue.next()).toBeNull();
  });

  it('waits for a small cushion after it ran dry', () => {
    const queue = createFrameQueue();
    queue.push(frame(1));
    expect(queue.next()).toBeNull();
    queue.push(frame(2));
    expect(queue.next()?.[0]).toBe(1);
    expect(queue.next()?.[0]).toBe(2);
    expect(queue.next()).toBeNull();
    queue.push(frame(3));
    expect(queue.next()).toBeNull();
  });

  it('never gives a frame twice nor out of order, however it is used', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (steps) => {
        const queue = createFrameQueue();
        let pushed = 0;
        let last = 0;
        for (const isPush of steps) {
          if (isPush) queue.push(frame((pushed += 1)));
          else {
            const mark = queue.next()?.[0];
            if (mark === undefined) continue;
            expect(mark).toBeGreaterThan(last);
            expect(pushed - mark).toBeLessThan(10);
            last = mark;
          }
        }
      }),
      runs,
    );
  });
});
