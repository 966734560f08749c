import { m } from '../../paraglide/messages.js';
import type { PlaybackFailure } from '../../state/playback.svelte.ts';
import { failureWords } from './failures.ts';

/** Why a recording is not heard, or not erased, and what to do. */
export const recordingFailureWords: Readonly<Record<PlaybackFailure, () => string>> = {
  ...failureWords,
  forbidden: m.recording_forbidden,
  not_found: m.recording_gone,
  still_going: m.recording_still_made,
  unplayable: m.recording_unplayable,
};
