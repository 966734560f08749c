import { createFrameQueue } from '../media/frame-queue.ts';
import { joinFrames } from '../media/measurement.ts';
import { silentFrame } from '../media/tone.ts';
import { writeWav } from '../media/wav-writer.ts';
import { SAMPLE_RATE, type Frame, type MediaLeg } from '../ports.ts';

export const TRACKS = ['inbound', 'outbound', 'both'] as const;
export const PAUSE_BEHAVIORS = ['silence', 'skip'] as const;

export interface RecordingFacts {
  sid: string;
  callSid: string;
  /** Mono is the sum of the tracks; in dual the first channel is what the far end says, the second what it hears. */
  channels: 'mono' | 'dual';
  track: (typeof TRACKS)[number];
  startedAtMs: number;
}

const LOUDEST = 32_767;

/** The sound of one leg, taken down as it passes: 16 bits, 8 kHz. It goes on through whatever happens to the call. */
export class Recording {
  readonly facts: RecordingFacts;
  status: 'in-progress' | 'paused' | 'completed' | 'absent' = 'in-progress';
  updatedAtMs: number;
  readonly #inbound: Frame[] = [];
  readonly #outbound: Frame[] = [];
  #pause: (typeof PAUSE_BEHAVIORS)[number] = 'silence';
  #stopListening: () => void;

  constructor(facts: RecordingFacts, media: MediaLeg) {
    this.facts = facts;
    this.updatedAtMs = facts.startedAtMs;
    const said = createFrameQueue();
    const stops = [
      media.onFrame((frame) => said.push(Int16Array.from(frame))),
      // What is sent keeps the time: one frame every 20 ms, whatever arrives.
      media.onHeard((frame) => this.#take(said.next() ?? silentFrame(), Int16Array.from(frame))),
    ];
    this.#stopListening = () => stops.forEach((stop) => stop());
  }

  get isOver(): boolean {
    return this.status === 'completed' || this.status === 'absent';
  }

  /** Whole seconds of sound. */
  get durationSeconds(): number {
    return Math.round((this.#inbound.length * 160) / SAMPLE_RATE);
  }

  /** Paused it takes down silence, or nothing at all. */
  pause(behavior: (typeof PAUSE_BEHAVIORS)[number]): void {
    this.status = 'paused';
    this.#pause = behavior;
  }

  resume(): void {
    this.status = 'in-progress';
  }

  stop(): void {
    this.#stopListening();
    this.status = this.#inbound.length === 0 ? 'absent' : 'completed';
  }

  /** The channels of the file, each as samples. */
  channels(): Int16Array[] {
    const { channels, track } = this.facts;
    const inbound = track === 'outbound' ? [] : [joinFrames(this.#inbound)];
    const tracks = [...inbound, ...(track === 'inbound' ? [] : [joinFrames(this.#outbound)])];
    const [first, second] = tracks;
    if (channels === 'dual' || first === undefined || second === undefined) return tracks;
    return [first.map((sample, at) => Math.max(-LOUDEST, Math.min(LOUDEST, sample + (second[at] ?? 0))))];
  }

  wav(): Buffer {
    return writeWav(this.channels());
  }

  #take(inbound: Frame, outbound: Frame): void {
    const isPaused = this.status === 'paused';
    if (isPaused && this.#pause === 'skip') return;
    this.#inbound.push(isPaused ? silentFrame() : inbound);
    this.#outbound.push(isPaused ? silentFrame() : outbound);
  }
}
