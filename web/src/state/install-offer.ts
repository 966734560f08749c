/** Chromium's event: the browser can install this page, and asks the person when `prompt` is called, once. */
export interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

declare global {
  interface WindowEventMap {
    beforeinstallprompt: InstallOffer;
  }
}

/** The offer may come before the code that uses it: it is kept here, and the browser's own bar stays away. */
export const offered: { current: InstallOffer | null } = { current: null };

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offered.current = event;
});
