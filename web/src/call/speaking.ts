/** Whether somebody speaks into the microphone, from its loudness ten times a second. Pure. */
export interface Speech {
  isSpeaking: boolean;
  /** Whether each of the last moments was loud, oldest first. */
  recent: readonly boolean[];
  /** Moments since the last loud one. */
  quiet: number;
}

export const listenEveryMs = 100;
/** RMS of full scale: about -38 dB. A room is below it, a voice at arm's length above. */
const loudFrom = 0.0125;
const looksAt = 5;
const loudMoments = 3;
/** Between two words nobody has stopped speaking. */
const holdsFor = 25;

export const silence: Speech = { isSpeaking: false, recent: [], quiet: holdsFor };

/** After one more moment of this loudness (RMS, 0 to 1). A click is no speech; a pause of up to two and a half seconds is. */
export function listen(speech: Speech, level: number): Speech {
  const isLoud = level >= loudFrom;
  const recent = [...speech.recent, isLoud].slice(-looksAt);
  const quiet = isLoud ? 0 : Math.min(holdsFor, speech.quiet + 1);
  const begins = recent.filter(Boolean).length >= loudMoments;
  return { recent, quiet, isSpeaking: begins || (speech.isSpeaking && quiet < holdsFor) };
}
