import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMulaw } from '../emulator/media/g711.ts';
import { joinFrames, measure } from '../emulator/media/measurement.ts';
import { speech, spokenPattern } from '../emulator/media/speech.ts';
import { samples } from '../emulator/media/tone.ts';
import { readWav } from '../emulator/media/wav.ts';
import type { Frame, Source } from '../emulator/ports.ts';

interface WavShape {
  rate?: number;
  channels?: number;
  bits?: number;
  format?: number;
}

function makeWav(data: Buffer, { rate = 8000, channels = 1, bits = 16, format = 1 }: WavShape = {}): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

const sine = (hz: number, rate: number, seconds = 1) =>
  Int16Array.from({ length: rate * seconds }, (_, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hz * index) / rate)),
  );

const bytesOf = (all: Int16Array) => Buffer.from(all.buffer, all.byteOffset, all.byteLength);

function framesOf(source: Source): Frame[] {
  const frames: Frame[] = [];
  for (let frame = source.next(); frame; frame = source.next()) frames.push(frame);
  return frames;
}

describe('a WAV file', () => {
  it('of 8 kHz is played sample by sample', () => {
    const original = sine(440, 8000);
    expect(readWav(makeWav(bytesOf(original)))).toEqual(original);
  });

  it.each([44100, 48000, 16000, 11025, 6000])('of %i Hz keeps its tone and its length', (rate) => {
    const heard = measure(framesOf(samples(readWav(makeWav(bytesOf(sine(440, rate)), { rate })))), 440);
    expect(heard.purity).toBeGreaterThan(0.98);
    expect(heard.frames).toBe(50);
  });

  it('loses what the telephone cannot carry instead of folding it into a whistle', () => {
    const heard = measure([readWav(makeWav(bytesOf(sine(7000, 48000)), { rate: 48000 }))], 1000);
    expect(heard.rms).toBeLessThan(8000 / Math.SQRT2 / 3);
  });

  it('in stereo becomes the mean of both sides', () => {
    const interleaved = Int16Array.of(100, 300, -50, 50);
    expect([...readWav(makeWav(bytesOf(interleaved), { channels: 2 }))]).toEqual([200, 0]);
  });

  it('of 8 bits and of mu-law is understood', () => {
    expect([...readWav(makeWav(Buffer.from([128, 255, 0]), { bits: 8 }))]).toEqual([0, 127 << 8, -128 << 8]);
    const coded = Buffer.from(encodeMulaw(Int16Array.of(0, 8, -32124)));
    expect([...readWav(makeWav(coded, { bits: 8, format: 7 }))]).toEqual([0, 8, -32124]);
  });

  it('that cannot be played says why', () => {
    expect(() => readWav(Buffer.from('hello'))).toThrow('not a WAV file');
    expect(() => readWav(makeWav(Buffer.alloc(4), { format: 3, bits: 32 }))).toThrow('format 3 with 32 bits');
    expect(() => readWav(makeWav(Buffer.alloc(4), { channels: 0 }))).toThrow('impossible format');
  });

  it('that is damaged is an error or sound, never anything else', () => {
    const good = makeWav(bytesOf(sine(440, 8000, 0.1)));
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 255 }), fc.nat({ max: good.length }), (at, byte, end) => {
        const damaged = Buffer.from(good.subarray(0, end));
        if (at < damaged.length) damaged[at] = byte;
        try {
          expect(readWav(damaged)).toBeInstanceOf(Int16Array);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(String(error)).toMatch(/WAV/);
        }
      }),
      { seed: 7, numRuns: process.env['FULL'] ? 5000 : 200 },
    );
  });
});

describe('speaking with a program', () => {
  function speaker(script: string): string {
    const file = join(mkdtempSync(join(tmpdir(), 'speaker-')), 'speak');
    writeFileSync(file, `#!${process.execPath}\n${script}`);
    chmodSync(file, 0o755);
    return file;
  }

  it('plays the WAV the program wrote, given the language as argument and the text as input', async () => {
    const file = makeWav(bytesOf(sine(700, 8000, 0.2))).toString('base64');
    const program = speaker(`
      const { readFileSync } = require('node:fs');
      const isRight = process.argv.join(' ').endsWith('--stdout -v fr --stdin') && readFileSync(0, 'utf8') === 'Bonjour';
      process.stdout.write(isRight ? Buffer.from('${file}', 'base64') : 'wrong');
    `);
    const heard = measure(framesOf(await speech('Bonjour', { language: 'fr-CA', program })), 700);
    expect(heard.purity).toBeGreaterThan(0.99);
  });

  it('falls back on the pattern when the program fails or is not there', async () => {
    const pattern = joinFrames(framesOf(spokenPattern('Bonjour')));
    for (const program of [speaker('process.exit(1)'), '/nowhere/to/be/found', null]) {
      expect(joinFrames(framesOf(await speech('Bonjour', { program })))).toEqual(pattern);
    }
  });
});
