import { listenTo } from './bridge.ts';
import { silence } from './tone.ts';
import { FRAME_SAMPLES, type Frame, type MediaLeg, type Source } from '../ports.ts';

/** Who hears what in one room; asked anew with every frame. */
export interface MixerRules<Who> {
  /** Whether `listener` hears what `speaker` says. */
  hears(listener: Who, speaker: Who): boolean;
  /** What `listener` is sent in place of what people say, such as music; null to hear them. */
  instead(listener: Who): Source | null;
}

interface Seat<Who> {
  media: MediaLeg;
  mix: Source;
  /** How this one hears each of the others. */
  ears: Map<Who, ReturnType<typeof listenTo>>;
  overlays: Set<{ source: Source; isHeard: (who: Who) => boolean; end: () => void }>;
}

const LOUDEST = 32_767;

/** Mixes what many legs say: each is sent the sum of those it hears, cut off at the loudest a sample can be, and never itself. */
export class Mixer<Who> {
  readonly #rules: MixerRules<Who>;
  readonly #seats = new Map<Who, Seat<Who>>();

  constructor(rules: MixerRules<Who>) {
    this.#rules = rules;
  }

  add(who: Who, media: MediaLeg): void {
    const ears: Seat<Who>['ears'] = new Map();
    for (const [other, seat] of this.#seats) {
      ears.set(other, listenTo(seat.media));
      seat.ears.set(who, listenTo(media));
    }
    const seat: Seat<Who> = { media, ears, overlays: new Set(), mix: { next: () => this.#mix(who, seat) } };
    this.#seats.set(who, seat);
    media.sends = seat.mix;
  }

  /** A leg that was given another source meanwhile keeps it. */
  remove(who: Who): void {
    const gone = this.#seats.get(who);
    if (gone === undefined) return;
    this.#seats.delete(who);
    for (const ear of gone.ears.values()) ear.stop();
    for (const seat of this.#seats.values()) {
      seat.ears.get(who)?.stop();
      seat.ears.delete(who);
    }
    for (const overlay of [...gone.overlays]) overlay.end();
    if (gone.media.sends === gone.mix) gone.media.sends = silence();
  }

  /**
   * Plays a sound on top of what those hear who are there now, as long as `isHeard` says so of them. `over` resolves when
   * the last of them has heard it out, or when it is stopped.
   */
  overlay(make: () => Source, isHeard: (who: Who) => boolean): { over: Promise<null>; stop: () => void } {
    const { promise: over, resolve } = Promise.withResolvers<null>();
    const ends: (() => void)[] = [];
    let left = 0;
    for (const [who, { overlays }] of this.#seats) {
      if (!isHeard(who)) continue;
      left += 1;
      const overlay = {
        source: make(),
        isHeard,
        end: () => {
          if (!overlays.delete(overlay)) return;
          left -= 1;
          if (left === 0) resolve(null);
        },
      };
      overlays.add(overlay);
      ends.push(overlay.end);
    }
    if (left === 0) resolve(null);
    return { over, stop: () => ends.forEach((end) => end()) };
  }

  #mix(listener: Who, { ears, overlays }: Seat<Who>): Frame {
    const instead = this.#rules.instead(listener);
    const sum = new Int32Array(FRAME_SAMPLES);
    add(sum, instead?.next() ?? null);
    for (const [speaker, { source }] of ears) {
      // Always taken: what nobody heard must not be heard later.
      const frame = source.next();
      if (instead === null && this.#rules.hears(listener, speaker)) add(sum, frame);
    }
    for (const overlay of [...overlays]) {
      const frame = overlay.source.next();
      if (overlay.isHeard(listener)) add(sum, frame);
      if (overlay.source.isDone === true) overlay.end();
    }
    return Int16Array.from(sum, (sample) => Math.max(-LOUDEST, Math.min(LOUDEST, sample)));
  }
}

function add(sum: Int32Array, frame: Frame | null): void {
  frame?.forEach((sample, index) => {
    sum[index] = (sum[index] ?? 0) + sample;
  });
}
