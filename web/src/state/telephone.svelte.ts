import { untrack } from 'svelte';
import { browserClock } from '../call/clock.ts';
import { microphonePermission } from '../call/microphone-permission.ts';
import { Phone } from '../call/phone.svelte.ts';
import type { LoadApi } from './api.ts';
import { lazyApi } from './lazy-api.ts';
import { reopen } from './reopen.ts';
import { browserMemory, Session, takeOfferedCode } from './session.svelte.ts';
import type { Ties } from './ties.ts';

/** What the first screen stands on, built once. */
export interface Telephone {
  session: Session;
  phone: Phone;
  api: LoadApi;
  ties: Ties;
}

/** Builds the telephone for this page and ties the phone's life to the session's. Call it once, in `main.ts`. */
export async function createTelephone(): Promise<Telephone> {
  const api = lazyApi({ onSignedOut: () => session.forget() });
  const session = new Session({
    api,
    memory: browserMemory,
    clock: browserClock,
    offeredCode: takeOfferedCode(window.location, window.history),
  });
  const ties: Ties = {};
  const phone = new Phone(
    async (publish) => {
      const { createBrowserEngine } = await import('../call/browser-engine.ts');
      return createBrowserEngine({ api, ties }, publish);
    },
    () => void reopen(),
  );
  window.addEventListener('hashchange', () => {
    const code = takeOfferedCode(window.location, window.history);
    if (code !== null) session.offer(code);
  });
  // As the engine will find once it is here: without the microphone granted, a tap is wanted.
  const permission = session.status === 'signed-in' ? await soon(microphonePermission()) : undefined;
  if (permission !== undefined && permission !== 'granted') phone.expectGesture();
  afterPaint(() => {
    $effect.root(() => {
      $effect(() => {
        const isSignedIn = session.status === 'signed-in';
        untrack(() => phone.follow(isSignedIn));
      });
    });
    void session.refresh();
  });
  return { session, phone, api, ties };
}

/** The answer, or nothing when it keeps the first screen waiting. */
const soon = <T>(asked: Promise<T>): Promise<T | undefined> =>
  Promise.race([asked, new Promise<undefined>((resolve) => setTimeout(resolve, 100))]);

/** Runs once the first screen is painted, so that nothing it does not need stands in its way; a hidden page paints none. */
function afterPaint(work: () => void): void {
  if (document.hidden) work();
  else requestAnimationFrame(() => setTimeout(work));
}
