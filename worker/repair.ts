import * as v from 'valibot';
import type { Chore } from './alarms.ts';
import { askAgainAt, asked, forgottenAt, retryAt } from './asking.ts';
import { type CallRecord, isFinal } from './history.ts';
import { log, messageOf } from './log.ts';
import { isEnded } from './standing.ts';
import { nextQuestionAt, putOff, questionsDue } from './store/asking.ts';
import { CallSid } from './protocol.ts';
import { conversationBySid, record } from './store/conversations.ts';
import { askSoon } from './store/recordings.ts';
import { fetchCall, fetchLegs, type RestAccount, type RestCall } from './twilio/rest.ts';

/** How many calls are asked about at the same moment; the rest waits for the next alarm. */
const AT_ONCE = 5;

/** Asks Twilio about the calls whose end it did not tell, and writes down what it answers. `account` gives null while the deployment is not set up. */
export function repair(storage: DurableObjectStorage, account: () => RestAccount | null): Chore {
  const { sql } = storage;
  return {
    name: 'repair',
    dueAt: () => nextQuestionAt(sql),
    async perform(now) {
      const questions = questionsDue(sql, now, AT_ONCE);
      // Put off before they are asked: whatever happens meanwhile, they are asked again, and not at once.
      for (const { record: of, tries } of questions) putOff(sql, of.callSid, retryAt(of, tries + 1, now), tries + 1);
      await Promise.all(
        questions.map(async ({ record: of }) => {
          const answer = await legsOf(of, account());
          storage.transactionSync(() => {
            writeDown(sql, of, answer, now);
          });
        }),
      );
    },
  };
}

/** The legs of a call as Twilio remembers them, none when it does not, null when it could not be asked. */
async function legsOf(record: CallRecord, account: RestAccount | null): Promise<RestCall[] | null> {
  if (!account) return null;
  const { callSid } = record;
  try {
    const root = await fetchCall(account, callSid);
    const legs = root ? [root, ...(await fetchLegs(account, callSid)), ...(await strayLegs(record, account))] : [];
    log.info('asked', { callSid, status: root?.status ?? 'unknown', legs: legs.length });
    return legs;
  } catch (error) {
    log.warn('ask-failed', { callSid, error: messageOf(error) });
    return null;
  }
}

/** Of a call that was redirected, those whose end was not told: not all of them were dialled by its root. */
async function strayLegs({ legs, generation }: CallRecord, account: RestAccount): Promise<RestCall[]> {
  if (generation === 0) return [];
  const open = Object.entries(legs).flatMap(([sid, { status }]) => (isFinal(status) ? [] : [sid]));
  const asked = await Promise.all(open.map((sid) => fetchCall(account, sid)));
  return asked.filter((call) => call !== null);
}

/** Writes down what Twilio answered, `null` when nothing. A call of which it knows nothing, or that should long be over, is over. */
function writeDown(sql: SqlStorage, { callSid }: CallRecord, legs: RestCall[] | null, now: number): void {
  for (const leg of legs ?? []) {
    record(sql, asked(callSid, leg, now));
    if (isFinal(leg.status)) askSoon(sql, v.parse(CallSid, leg.sid), now);
  }
  const known = conversationBySid(sql, callSid)?.record;
  if (!known) return;
  const isUnknown = legs?.length === 0;
  if (!isEnded(known) && (isUnknown || now >= forgottenAt(known))) {
    log.warn('end-untold', { callSid });
    record(sql, { type: 'untold', callSid, at: now });
  }
  if (legs) putOff(sql, callSid, isUnknown ? null : askAgainAt(known, now), 0);
}
