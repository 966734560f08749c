import type { LiveMessage, PersonId, Topic } from '../../../worker/protocol.ts';
import type { CallChanges } from './live.ts';

/** Who on this page wants to hear what the Worker says. */
export class LiveEars {
  #awake: ReadonlySet<PersonId> | null = null;
  readonly #calls = new Set<(changes: CallChanges) => void>();
  readonly #topics = new Set<{ topic: Topic; listen: () => void }>();
  readonly #presence = new Set<(awake: ReadonlySet<PersonId>) => void>();
  readonly #resets = new Set<() => void>();

  onCalls(listen: (changes: CallChanges) => void): () => void {
    return listening(this.#calls, listen);
  }
  onTopic(topic: Topic, listen: () => void): () => void {
    return listening(this.#topics, { topic, listen });
  }
  /** Who comes late hears at once what was told last. */
  onPresence(listen: (awake: ReadonlySet<PersonId>) => void): () => void {
    if (this.#awake !== null) listen(this.#awake);
    return listening(this.#presence, listen);
  }
  onReset(listen: () => void): () => void {
    return listening(this.#resets, listen);
  }

  tell(message: LiveMessage): void {
    switch (message.type) {
      case 'changes': {
        const { calls, erased, unread, topics } = message;
        for (const listen of this.#calls) listen({ calls, erased, unread });
        for (const { topic, listen } of this.#topics) if (topics.includes(topic)) listen();
        return;
      }
      case 'presence':
        this.#awake = new Set(message.awake);
        for (const listen of this.#presence) listen(this.#awake);
        return;
      case 'reset':
        for (const listen of this.#resets) listen();
    }
  }
}

function listening<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
