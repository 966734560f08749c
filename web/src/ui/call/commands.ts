/** What can be done to the call on screen; null when it is impossible now, and its button is disabled by that. */
export interface CallCommands {
  accept: (() => void) | null;
  decline: (() => void) | null;
  hangUp: (() => void) | null;
  mute: (() => void) | null;
  unmute: (() => void) | null;
  sendDigits: ((digits: string) => void) | null;
  dismiss: (() => void) | null;
  redial: (() => void) | null;
}
