import { callJson } from './call-json.ts';
import { timeFilter } from './dates.ts';
import { pageOf } from './page.ts';
import { CALL_STATUSES } from '../exchange/status.ts';
import type { Fields } from './fields.ts';
import type { Call } from '../exchange/call.ts';

/** One page of calls, newest first, in Twilio's envelope. */
export function callList(accountSid: string, all: Call[], fields: Fields) {
  const { To, From, ParentCallSid } = fields.all;
  const asked = fields.oneOf('Status', CALL_STATUSES);
  const [isStartAsked, isEndAsked] = [timeFilter(fields.all, 'StartTime'), timeFilter(fields.all, 'EndTime')];
  const found = all.filter(
    ({ facts, status, startedAtMs, endedAtMs }) =>
      isStartAsked(startedAtMs) &&
      isEndAsked(endedAtMs) &&
      (To ?? facts.to) === facts.to &&
      (From ?? facts.from) === facts.from &&
      (ParentCallSid === undefined || ParentCallSid === facts.parentCallSid) &&
      (asked ?? status) === status,
  );
  const path = `/2010-04-01/Accounts/${accountSid}/Calls.json`;
  return pageOf({ path, key: 'calls', fields }, found, (call) => callJson(accountSid, call));
}
