import type { Conversation, Party } from '../../../../worker/protocol.ts';
import type { Group } from './groups.ts';

/** What can be done with a row of Recents, and how its party is called. */
export interface RowCommands {
  name(party: Party): string;
  /** The line, where there are several; empty otherwise. */
  lineName(number: string | null): string;
  /** Null when a call cannot be placed now. */
  dial: ((to: string) => void) | null;
  erase(group: Group): void;
  openMenu(group: Group): void;
  /** Asks, and then ends a call that goes on without us or on another device of mine. */
  end(call: Conversation): void;
}
