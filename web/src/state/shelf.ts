import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import * as v from 'valibot';
import { Blocked, Config, Contact, Conversation, Device, Person } from '../../../worker/protocol.ts';

const schemas = {
  config: Config,
  calls: v.array(Conversation),
  devices: v.array(Device),
  contacts: v.object({ contacts: v.array(Contact), seq: v.number() }),
  blocked: Blocked.entries.numbers,
  people: v.array(Person),
};

/** What the Worker said last, by name. */
export interface Answers {
  config: Config;
  calls: Conversation[];
  devices: Device[];
  /** All of them, as of the change `seq`. */
  contacts: { contacts: Contact[]; seq: number };
  blocked: Blocked['numbers'];
  people: Person[];
}

/** An answer and when it was given, ISO 8601 in UTC. */
export interface Kept<T> {
  value: T;
  toldAt: string;
}

/** The Worker's last answers, kept on this device for looking at without a network. Never in the way: what cannot be kept is not. */
export interface Shelf {
  /** Null when nothing is kept, or what is kept is of another version's shape. */
  read<Name extends keyof Answers>(name: Name): Promise<Kept<Answers[Name]> | null>;
  write<Name extends keyof Answers>(name: Name, value: Answers[Name], toldAt: string): Promise<void>;
  /** Somebody else may sit here next. */
  clear(): Promise<void>;
}

interface Schema extends DBSchema {
  answers: { key: keyof Answers; value: Kept<unknown> };
}

const databaseName = 'bakelite';

/** A shelf in IndexedDB. */
export function indexedDbShelf(): Shelf {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  // Async also in what it throws: some browsers refuse at once.
  const open = async (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(databaseName, 1, {
      upgrade(database) {
        database.createObjectStore('answers');
      },
      // Somebody wants to delete it: nothing of ours may keep it open.
      blocking() {
        void opened?.then((database) => database.close());
        opened = null;
      },
      terminated() {
        opened = null;
      },
    });
    opened.catch(() => (opened = null));
    return await opened;
  };
  return {
    async read(name) {
      const kept = await open()
        .then((database) => database.get('answers', name))
        .catch(() => undefined);
      const read = v.safeParse(v.object({ value: schemas[name], toldAt: v.pipe(v.string(), v.isoTimestamp()) }), kept);
      return read.success ? (read.output as Kept<Answers[typeof name]>) : null;
    },
    async write(name, value, toldAt) {
      await open()
        .then((database) => database.put('answers', { value, toldAt }, name))
        .catch(whenRefused);
    },
    async clear() {
      await open()
        .then((database) => database.clear('answers'))
        .catch(() => deleteDB(databaseName).catch(whenRefused));
    },
  };
}

/** Storage is full, or switched off: the telephone works all the same, and remembers less. */
const whenRefused = (): void => {};
