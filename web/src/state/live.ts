import type { CallSid, Conversation, PersonId, Topic } from '../../../worker/protocol.ts';

/** Rows of history that are new or changed, those that were erased, and how many missed calls are unread now. */
export interface CallChanges {
  calls: Conversation[];
  erased: CallSid[];
  unread: number;
}

/** What the Worker says without being asked. Each `on…` returns the way to stop listening. */
export interface Live {
  /** Whether what is on the screen is what the Worker knows now; a loss counts after some seconds. */
  readonly isConnected: boolean;
  /** Listens to all that happened after `seq`, the number that came with a page of history. Repeating it does no harm. */
  start(seq: number): void;
  onCalls(listen: (changes: CallChanges) => void): () => void;
  /** Something else changed: ask for it again. */
  onTopic(topic: Topic, listen: () => void): () => void;
  /** Who is awake: all of them. */
  onPresence(listen: (awake: ReadonlySet<PersonId>) => void): () => void;
  /** Too much was missed: ask for everything again. */
  onReset(listen: () => void): () => void;
}
