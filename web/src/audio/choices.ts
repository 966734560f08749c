import * as v from 'valibot';
import { keep, personal, recall } from '../state/keepsakes.ts';
import type { AudioDevice } from './choose.ts';

export type AudioUse = 'microphone' | 'speaker' | 'ringer';

/** What a browser does to the voice before it is sent, by its names in `MediaTrackConstraints`. */
export const treatments = ['noiseSuppression', 'echoCancellation', 'autoGainControl'] as const;
export type Treatment = (typeof treatments)[number];

/** What one person wants of the sound in this browser. The wishes are newest first. */
export type AudioChoices = Record<AudioUse, AudioDevice[]> & Record<Treatment, boolean>;

export const firstChoices: AudioChoices = {
  microphone: [],
  speaker: [],
  ringer: [],
  noiseSuppression: true,
  echoCancellation: true,
  autoGainControl: true,
};

const Wishes = v.array(v.object({ id: v.string(), label: v.string() }));
const Kept = v.object({
  /** Whose choices hold until it is known who is here; null: nobody's. */
  last: v.nullable(v.string()),
  of: v.record(
    v.string(),
    v.object({
      microphone: Wishes,
      speaker: Wishes,
      ringer: Wishes,
      noiseSuppression: v.boolean(),
      echoCancellation: v.boolean(),
      autoGainControl: v.boolean(),
    }),
  ),
});

/** The choices of everybody who sat at this browser since somebody last signed out, by person. */
export interface ChoicesMemory {
  read(): v.InferOutput<typeof Kept>;
  write(kept: v.InferOutput<typeof Kept>): void;
}

/** In `localStorage`; a browser that refuses it has the choices for as long as the page lives. */
export const browserChoices: ChoicesMemory = {
  read() {
    try {
      return v.parse(Kept, JSON.parse(recall(personal.audio) ?? ''));
    } catch {
      return { last: null, of: {} };
    }
  },
  write(kept) {
    // Nobody's choices are nothing to keep: who signed out leaves no trace.
    const isEmpty = kept.last === null && Object.keys(kept.of).length === 0;
    keep(personal.audio, isEmpty ? null : JSON.stringify(kept));
  },
};
