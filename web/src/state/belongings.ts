import { browserClock } from '../call/clock.ts';
import { MyDevices } from './my-devices.svelte.ts';
import { Recents } from './recents.svelte.ts';
import type { Telephone } from './telephone.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

/** What belongs to the person who is signed in. Made anew for each: nothing of one is left for the next. */
export interface Belongings {
  recents: Recents;
  devices: MyDevices;
  toasts: Toasts;
}

export function createBelongings({ api, nameDevices }: Pick<Telephone, 'api' | 'nameDevices'>): Belongings {
  const devices = new MyDevices(api, browserClock);
  nameDevices((identity) => devices.labelOf(identity));
  return { recents: new Recents(api, browserClock), devices, toasts: new Toasts(browserClock) };
}
