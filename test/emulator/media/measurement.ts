import { SAMPLE_RATE } from '../ports.ts';
import type { Frame, Heard } from '../ports.ts';

/**
 * Amplitude of one frequency in a stretch of samples (Goertzel, for any frequency, not only exact bins).
 * A sine of amplitude A at `hz` gives A.
 */
export function amplitudeAt(samples: Int16Array, hz: number): number {
  if (samples.length === 0) return 0;
  const omega = (2 * Math.PI * hz) / SAMPLE_RATE;
  const coefficient = 2 * Math.cos(omega);
  let previous = 0;
  let beforePrevious = 0;
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious;
    beforePrevious = previous;
    previous = current;
  }
  const power = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/** Root mean square of a stretch of samples. */
export function rmsOf(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** The loudest frequency between 100 and 3600 Hz in steps of 10 Hz; 0 for silence. */
function peakHzOf(samples: Int16Array): number {
  let peakHz = 0;
  let loudest = 0;
  for (let hz = 100; hz <= 3600; hz += 10) {
    const amplitude = amplitudeAt(samples, hz);
    if (amplitude > loudest) {
      loudest = amplitude;
      peakHz = hz;
    }
  }
  return peakHz;
}

/** Puts frames end to end. */
export function joinFrames(frames: readonly Frame[]): Int16Array {
  const joined = new Int16Array(frames.reduce((length, frame) => length + frame.length, 0));
  let offset = 0;
  for (const frame of frames) {
    joined.set(frame, offset);
    offset += frame.length;
  }
  return joined;
}

/** A tone is looked for in stretches of 100 ms: long enough to tell 440 from 480 Hz, short enough to forgive a hiccup. */
const BLOCK_SAMPLES = 800;

/**
 * How much of the energy is a tone of `hz`, as amplitude: 1 is a pure tone, 0 is none of it or silence. Blocks are added up by
 * energy, so that a frame lost on a busy machine (a jump of phase) spoils its own 100 ms and not the whole measurement.
 */
export function purityOf(samples: Int16Array, hz: number): number {
  const rms = rmsOf(samples);
  if (rms === 0) return 0;
  const blocks = Math.max(1, Math.floor(samples.length / BLOCK_SAMPLES));
  let energy = 0;
  for (let index = 0; index < blocks; index += 1) {
    const end = index === blocks - 1 ? samples.length : (index + 1) * BLOCK_SAMPLES;
    const block = samples.subarray(index * BLOCK_SAMPLES, end);
    energy += (amplitudeAt(block, hz) ** 2 / 2) * block.length;
  }
  return Math.sqrt(energy / samples.length) / rms;
}

/** Measures a stretch of sound: how much of it is a tone of `hz`, and whether it is exact silence. */
export function measure(frames: readonly Frame[], hz: number): Heard {
  const samples = joinFrames(frames);
  return {
    rms: rmsOf(samples),
    purity: purityOf(samples, hz),
    silent: frames.length > 0 && samples.every((sample) => sample === 0),
    peakHz: peakHzOf(samples),
    frames: frames.length,
  };
}
