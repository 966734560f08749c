import { browserAudio } from '../audio/browser-audio.ts';
import { browserClock } from '../call/clock.ts';
import { AppUpdate } from './app-update.svelte.ts';
import { browserCallLaterMemory, CallLater } from './call-later.svelte.ts';
import { browserCallLock } from './call-lock.ts';
import { Connection } from './connection.svelte.ts';
import { offered } from './install-offer.ts';
import { browserInvitationMemory, Installation } from './installation.svelte.ts';
import { Sound } from './sound.svelte.ts';
import { browserVersions } from './versions.ts';

/** iOS says in a way of its own that a page is an app. */
declare global {
  interface Navigator {
    standalone?: boolean;
  }
}

/** What there is one of in a browser, whichever screen is open: the door and the telephone share it. */
export const appUpdate = new AppUpdate({ versions: browserVersions(), calls: browserCallLock, clock: browserClock });
export const connection = new Connection({ window, navigator });
export const callLater = new CallLater(browserCallLaterMemory);
export const sound = new Sound(browserAudio);
export const installation = new Installation({
  userAgent: navigator.userAgent,
  touchPoints: navigator.maxTouchPoints,
  isStandalone:
    navigator.standalone === true || matchMedia('(display-mode: standalone), (display-mode: minimal-ui)').matches,
  canOffer: 'onbeforeinstallprompt' in window,
  offer: offered.current,
  memory: browserInvitationMemory,
  now: () => Date.now(),
});

addEventListener('storage', () => callLater.look());
addEventListener('beforeinstallprompt', (event) => installation.offer(event));
addEventListener('appinstalled', () => installation.accept());
