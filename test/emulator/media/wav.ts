import { decodeMulaw } from './g711.ts';
import { SAMPLE_RATE } from '../ports.ts';

/** The formats a telephone system is given: PCM and mu-law (WAVE_FORMAT_PCM, WAVE_FORMAT_MULAW). */
const PCM = 1;
const MULAW = 7;

interface WavFormat {
  code: number;
  channels: number;
  sampleRate: number;
  bits: number;
}

function readChunks(file: Buffer): Map<string, Buffer> {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('not a WAV file');
  }
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    chunks.set(file.toString('latin1', at, at + 4), file.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

function readFormat(chunk: Buffer | undefined): WavFormat {
  if (!chunk || chunk.length < 16) throw new Error('the WAV file has no format');
  const format = {
    code: chunk.readUInt16LE(0),
    channels: chunk.readUInt16LE(2),
    sampleRate: chunk.readUInt32LE(4),
    bits: chunk.readUInt16LE(14),
  };
  const isKnown =
    (format.code === PCM && [8, 16].includes(format.bits)) || (format.code === MULAW && format.bits === 8);
  if (!isKnown) throw new Error(`WAV format ${format.code} with ${format.bits} bits is not supported`);
  if (format.channels < 1 || format.sampleRate < 1000) throw new Error('the WAV file has an impossible format');
  return format;
}

function readSamples(data: Buffer, { code, bits }: WavFormat): Int16Array {
  if (code === MULAW) return decodeMulaw(data);
  if (bits === 8) return Int16Array.from(data, (byte) => (byte - 128) << 8);
  return Int16Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(index * 2));
}

function toMono(interleaved: Int16Array, channels: number): Int16Array {
  return Int16Array.from({ length: Math.floor(interleaved.length / channels) }, (_, index) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += interleaved[index * channels + channel] ?? 0;
    return Math.round(sum / channels);
  });
}

/** Changes the rate with a triangular window: linear interpolation upwards, a gentle low-pass downwards. */
function resample(input: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return input;
  const step = fromHz / toHz;
  const reach = Math.max(1, step);
  return Int16Array.from({ length: Math.floor(input.length / step) }, (_, index) => {
    const centre = index * step;
    let sum = 0;
    let weights = 0;
    for (let at = Math.ceil(centre - reach); at < centre + reach; at += 1) {
      const weight = 1 - Math.abs(at - centre) / reach;
      const sample = input[at];
      if (sample === undefined) continue;
      sum += weight * sample;
      weights += weight;
    }
    return weights > 0 ? Math.round(sum / weights) : 0;
  });
}

/** Reads a WAV file into 8 kHz mono samples. Throws with a plain reason when it cannot. */
export function readWav(file: Buffer): Int16Array {
  const chunks = readChunks(file);
  const format = readFormat(chunks.get('fmt '));
  const data = chunks.get('data');
  if (!data) throw new Error('the WAV file has no sound');
  return resample(toMono(readSamples(data, format), format.channels), format.sampleRate, SAMPLE_RATE);
}
