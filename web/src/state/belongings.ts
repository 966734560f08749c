import { browserClock } from '../call/clock.ts';
import { Blocked } from './blocked.svelte.ts';
import { Contacts } from './contacts.svelte.ts';
import { Health } from './health.svelte.ts';
import { browserLineMemory, Lines } from './lines.svelte.ts';
import { browserLiveSocket } from './live-socket.ts';
import { LiveUpdates } from './live.svelte.ts';
import { MyDevices } from './my-devices.svelte.ts';
import { People } from './people.svelte.ts';
import { Recents } from './recents.svelte.ts';
import { Retention } from './retention.svelte.ts';
import type { Telephone } from './telephone.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

/** What belongs to the person who is signed in. Made anew for each: nothing of one is left for the next. */
export interface Belongings {
  live: LiveUpdates;
  recents: Recents;
  retention: Retention;
  devices: MyDevices;
  /** Of the call on screen. */
  health: Health;
  contacts: Contacts;
  blocked: Blocked;
  people: People;
  lines: Lines;
  toasts: Toasts;
}

export function createBelongings({ api, session, ties }: Pick<Telephone, 'api' | 'session' | 'ties'>): Belongings {
  const live = new LiveUpdates({
    open: browserLiveSocket,
    clock: browserClock,
    onSignedOut: () => void api().then((worker) => worker.signedOut()),
    onRefused: () => void session.refresh(),
  });
  const devices = new MyDevices(api, browserClock);
  const contacts = new Contacts(api, browserClock);
  const blocked = new Blocked(api, browserClock);
  const retention = new Retention(api);
  const people = new People(api, browserClock, () => document.visibilityState === 'visible');
  const lines = new Lines(session, api, browserLineMemory);
  const health = new Health();
  ties.tellHealth = (now) => health.hear(now);
  ties.names = {
    ofDevice: (identity) => devices.labelOf(identity),
    ofPerson: (id) => people.nameOf(id),
  };
  live.onCalls(({ calls }) => ties.hear?.(calls));
  live.onPresence((awake) => people.heardPresence(awake));
  live.onTopic('devices', () => {
    void devices.refresh();
    void people.refresh();
  });
  live.onTopic('people', () => void people.refresh());
  live.onTopic('settings', () => void retention.refresh());
  live.onTopic('lines', () => void session.refresh());
  live.onTopic('contacts', () => void contacts.refresh());
  live.onTopic('blocked', () => void blocked.refresh());
  live.onReset(() => {
    void devices.refresh();
    void people.refresh();
    void session.refresh();
    void contacts.refresh();
    void blocked.refresh();
  });
  return {
    live,
    recents: new Recents(api, browserClock, live, contacts.nameOf),
    retention,
    devices,
    health,
    contacts,
    blocked,
    people,
    lines,
    toasts: new Toasts(browserClock),
  };
}
