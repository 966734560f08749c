/** https://wicg.github.io/web-app-launch/: the installed app was opened again, and this window came to the front instead. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { targetURL?: string | null }) => void): void;
}

declare global {
  interface Window {
    launchQueue?: LaunchQueue;
  }
}

/**
 * Goes where the app was opened to (a shortcut, a `tel:` link, a sign-in link) by the fragment alone: the page is never loaded
 * again, because that would end a call.
 */
export function followLaunches(): void {
  window.launchQueue?.setConsumer(({ targetURL }) => {
    const fragment = targetURL ? new URL(targetURL).hash : '';
    if (fragment !== '') location.hash = fragment;
  });
}
