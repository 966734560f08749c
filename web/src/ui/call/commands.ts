import type { Commands } from '../../call/phone-view.ts';

/** What can be done to the call on screen; null when it is impossible now, and its button is disabled by that. */
export type CallCommands = Omit<Commands, 'start' | 'dial'>;
