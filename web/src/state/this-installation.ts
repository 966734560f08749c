import { offered } from './install-offer.ts';
import { Installation, type InvitationMemory } from './installation.svelte.ts';

/** iOS says so in a way of its own. */
declare global {
  interface Navigator {
    standalone?: boolean;
  }
}

const key = 'bakelite.install-declined';

/** The memory in `localStorage`; a browser that refuses it may invite again. */
const memory: InvitationMemory = {
  get declinedAtMs() {
    try {
      const kept = Number(localStorage.getItem(key));
      return kept > 0 ? kept : null;
    } catch {
      return null;
    }
  },
  set declinedAtMs(at) {
    try {
      localStorage.setItem(key, String(at));
    } catch {
      // Storage can be switched off: the answer then lasts as long as the page.
    }
  },
};

/** Where this browser stands. One for the page: the invitation and Settings speak of the same thing. */
export const installation = new Installation({
  userAgent: navigator.userAgent,
  touchPoints: navigator.maxTouchPoints,
  isStandalone:
    navigator.standalone === true || matchMedia('(display-mode: standalone), (display-mode: minimal-ui)').matches,
  canOffer: 'onbeforeinstallprompt' in window,
  offer: offered.current,
  memory,
  now: () => Date.now(),
});

addEventListener('beforeinstallprompt', (event) => installation.offer(event));
addEventListener('appinstalled', () => installation.accept());
