/** What a headset and the lock screen can do to a call, and what they show (https://www.w3.org/TR/mediasession/). */
export interface CallControls {
  name: string;
  isMuted: boolean;
  hangUp: () => void;
  toggleMute: () => void;
}

/** TypeScript's own list stops short of calls. */
interface CallSession {
  setActionHandler(action: MediaSessionAction | 'hangup' | 'togglemicrophone', handler: (() => void) | null): void;
}

/** As much of it as this browser knows; null takes it away. Chromium hangs up, others may toggle the microphone only. */
export function offerControls(controls: CallControls | null): void {
  if (!('mediaSession' in navigator)) return;
  const { mediaSession } = navigator;
  mediaSession.metadata = controls && new MediaMetadata({ title: controls.name, artist: 'Bakelite' });
  handle('hangup', controls?.hangUp ?? null);
  handle('togglemicrophone', controls?.toggleMute ?? null);
  if (controls) void mediaSession.setMicrophoneActive?.(!controls.isMuted);
}

/** An action that a browser does not know throws. */
function handle(action: 'hangup' | 'togglemicrophone', handler: (() => void) | null): void {
  const session: CallSession = navigator.mediaSession;
  try {
    session.setActionHandler(action, handler);
  } catch {
    // The headset has no such key here.
  }
}
