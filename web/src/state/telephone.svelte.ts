import { untrack } from 'svelte';
import { browserClock } from '../call/clock.ts';
import { microphonePermission } from '../call/microphone-permission.ts';
import { Phone } from '../call/phone.svelte.ts';
import { lazyApi } from './lazy-api.ts';
import { MyDevices } from './my-devices.svelte.ts';
import { Recents } from './recents.svelte.ts';
import { browserMemory, Session, takeOfferedCode } from './session.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

/** Everything the screens stand on, built once. */
export interface Telephone {
  session: Session;
  phone: Phone;
  recents: Recents;
  devices: MyDevices;
  toasts: Toasts;
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
  const recents = new Recents(api, browserClock);
  const devices = new MyDevices(api, browserClock);
  const labelOf = (identity: string): string | null => devices.labelOf(identity);
  const phone = new Phone(
    async (publish) => {
      const { createBrowserEngine } = await import('../call/browser-engine.ts');
      return createBrowserEngine({ api, labelOf }, publish);
    },
    () => location.reload(),
  );
  window.addEventListener('hashchange', () => {
    const code = takeOfferedCode(window.location, window.history);
    if (code !== null) session.offer(code);
  });
  if (session.status === 'signed-in' && (await microphonePermission()) !== 'granted') phone.expectGesture();
  afterPaint(() => {
    $effect.root(() => {
      $effect(() => {
        const isSignedIn = session.status === 'signed-in';
        untrack(() => {
          phone.follow(isSignedIn);
          if (isSignedIn) return;
          recents.clear();
          devices.clear();
        });
      });
    });
    void session.refresh();
  });
  return { session, phone, recents, devices, toasts: new Toasts(browserClock) };
}

/** Runs once the first screen is painted, so that nothing it does not need stands in its way; a hidden page paints none. */
function afterPaint(work: () => void): void {
  if (document.hidden) work();
  else requestAnimationFrame(() => setTimeout(work));
}
