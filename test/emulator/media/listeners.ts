/** A set of listeners of one kind of event. */
export interface Listeners<T> {
  add(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** Listeners may be added and removed while an event is being told. */
export function createListeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add(listener) {
      const own = (value: T) => listener(value);
      all.add(own);
      return () => void all.delete(own);
    },
    emit(value) {
      for (const listener of [...all]) listener(value);
    },
  };
}
