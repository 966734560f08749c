import { browserClock } from '../call/clock.ts';
import { browserLiveSocket } from './live-socket.ts';
import { LiveUpdates } from './live.svelte.ts';
import { MyDevices } from './my-devices.svelte.ts';
import { Recents } from './recents.svelte.ts';
import type { Telephone } from './telephone.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

/** What belongs to the person who is signed in. Made anew for each: nothing of one is left for the next. */
export interface Belongings {
  live: LiveUpdates;
  recents: Recents;
  devices: MyDevices;
  toasts: Toasts;
}

export function createBelongings({
  api,
  nameDevices,
  session,
}: Pick<Telephone, 'api' | 'nameDevices' | 'session'>): Belongings {
  const live = new LiveUpdates({
    open: browserLiveSocket,
    clock: browserClock,
    onSignedOut: () => session.forget(),
    onRefused: () => void session.refresh(),
  });
  const devices = new MyDevices(api, browserClock);
  live.onTopic('devices', () => void devices.refresh());
  live.onReset(() => void devices.refresh());
  nameDevices((identity) => devices.labelOf(identity));
  return { live, recents: new Recents(api, browserClock, live), devices, toasts: new Toasts(browserClock) };
}
