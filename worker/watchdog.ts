import type { Chore } from './alarms.ts';
import type { Config } from './config.ts';
import type { RecordingToldOf } from './ports/recordings.ts';
import type { Undone } from './ports/steering.ts';
import { carryOut } from './perform.ts';
import { failed, nextWatchAt, recordingTold, watchAll } from './store/steering.ts';

/** Looks after calls that are on their way into a room, or in which somebody was left alone. `config` gives null while the deployment is not set up. */
export function watchdog(storage: DurableObjectStorage, config: () => Config | null): Chore {
  const { sql } = storage;
  const exchange = {
    recordingTold: async (told: RecordingToldOf) => storage.transactionSync(() => recordingTold(sql, told)),
    steeringFailed: async (undone: Undone) => storage.transactionSync(() => failed(sql, undone)),
  };
  return {
    name: 'watchdog',
    dueAt: () => nextWatchAt(sql),
    async perform(now) {
      const steered = storage.transactionSync(() => watchAll(sql, now));
      const known = config();
      if (known)
        await Promise.all(steered.map((each) => carryOut({ config: known, ports: { exchange } }, each, 'hold')));
    },
  };
}
