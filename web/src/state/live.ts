import type { CallSid, Conversation, PersonId, Topic } from '../../../worker/protocol.ts';

/** What the Worker says without being asked. Each `on…` returns the way to stop listening. */
export interface Live {
  /** Whether what is on the screen is what the Worker knows now. */
  readonly isConnected: boolean;
  /** Rows of history that are new or changed, and those that were erased. */
  onCalls(listen: (change: { calls: Conversation[]; erased: CallSid[]; unread: number }) => void): () => void;
  /** Something else changed: ask for it again. */
  onTopic(topic: Topic, listen: () => void): () => void;
  /** Who is awake: all of them. */
  onPresence(listen: (awake: ReadonlySet<PersonId>) => void): () => void;
  /** Too much was missed: ask for everything again. */
  onReset(listen: () => void): () => void;
}
