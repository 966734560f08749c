import type { Chore } from './alarms.ts';
import { log, messageOf } from './log.ts';
import {
  eraseExpiredRecordings,
  forgetRecording,
  keepRecording,
  nextRecordingAt,
  recordingExpiresAt,
  takeDueRecordings,
} from './store/recordings.ts';
import { deleteRecording, fetchRecording, updateRecording } from './twilio/recordings.ts';
import type { RestAccount } from './twilio/rest.ts';

/** How many are dealt with at the same moment; the rest waits for the next alarm. */
const AT_ONCE = 10;
/** As many as are erased in one go: nobody's call waits for it. */
const EXPIRED_AT_ONCE = 100;

/** Deletes at Twilio what was erased here, and asks about recordings whose end was not told. `account` gives null while the deployment is not set up. */
export function recordingsAtTwilio(storage: DurableObjectStorage, account: () => RestAccount | null): Chore {
  const { sql } = storage;

  async function see(
    due: ReturnType<typeof takeDueRecordings>[number],
    known: RestAccount,
    now: number,
  ): Promise<void> {
    const { sid, leg, isErased, isOpen, isWanted } = due;
    try {
      // Also when it was to be stopped and Twilio did not do it.
      if (isOpen && (isErased || !isWanted)) await updateRecording(known, leg, sid, 'stopped');
      const found = isErased ? await deleteRecording(known, sid) : await fetchRecording(known, sid);
      log.info('recording', { sid, isErased, status: found?.status ?? 'gone' });
      storage.transactionSync(() => {
        if (isErased) forgetRecording(sql, sid);
        else if (found?.status !== 'in-progress') {
          const { status, duration: seconds } = found ?? GONE;
          keepRecording(sql, { ...due, status, seconds, now });
        }
      });
    } catch (error) {
      log.warn('recording-unreachable', { sid, error: messageOf(error) });
    }
  }

  return {
    name: 'recordings',
    dueAt: () => nextRecordingAt(sql),
    async perform(now) {
      const due = storage.transactionSync(() => takeDueRecordings(sql, now, AT_ONCE));
      const known = account();
      if (known) await Promise.all(due.map((each) => see(each, known, now)));
    },
  };
}

const GONE = { status: 'absent', duration: null } as const;

/** Erases recordings that are older than they are kept. */
export function recordingRetention(storage: DurableObjectStorage): Chore {
  const { sql } = storage;
  return {
    name: 'recording-retention',
    dueAt: () => recordingExpiresAt(sql),
    perform(now) {
      storage.transactionSync(() => {
        eraseExpiredRecordings(sql, now, EXPIRED_AT_ONCE);
      });
    },
  };
}
