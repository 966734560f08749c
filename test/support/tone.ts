import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const RATE = 48_000;
const AMPLITUDE = 9_000;

/** Writes a WAV of a pure tone (48 kHz, mono, 16 bit, two seconds, whole periods) for Chromium's fake microphone; returns its path. */
export function toneFile(hz: number): string {
  const folder = fileURLToPath(new URL('../.out/tones/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const samples = RATE * 2;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) {
    wav.writeInt16LE(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * hz * i) / RATE)), 44 + i * 2);
  }
  const path = `${folder}${hz}.wav`;
  writeFileSync(path, wav);
  return path;
}
