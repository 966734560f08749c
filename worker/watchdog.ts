import type { Chore } from './alarms.ts';
import type { Config } from './config.ts';
import { perform } from './perform.ts';
import { nextWatchAt, watchAll } from './store/steering.ts';

/** Looks after calls that are on their way into a room, or in which somebody was left alone. `config` gives null while the deployment is not set up. */
export function watchdog(storage: DurableObjectStorage, config: () => Config | null): Chore {
  const { sql } = storage;
  return {
    name: 'watchdog',
    dueAt: () => nextWatchAt(sql),
    async perform(now) {
      const steered = storage.transactionSync(() => watchAll(sql, now));
      const known = config();
      if (known) await Promise.all(steered.map((each) => perform(known, each, now)));
    },
  };
}
