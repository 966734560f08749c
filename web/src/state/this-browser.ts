import { browserClock } from '../call/clock.ts';
import { AppUpdate } from './app-update.svelte.ts';
import { browserCallLaterMemory, CallLater } from './call-later.svelte.ts';
import { browserCallLock } from './call-lock.ts';
import { Connection } from './connection.svelte.ts';
import { browserVersions } from './versions.ts';

/** What there is one of in a browser, whichever screen is open: the door and the telephone share it. */
export const appUpdate = new AppUpdate({ versions: browserVersions(), calls: browserCallLock, clock: browserClock });
export const connection = new Connection({ window, navigator });
export const callLater = new CallLater(browserCallLaterMemory);
