import { invalid } from './errors.ts';
import { callJson } from './call-json.ts';
import { timeFilter, TIME_FIELDS } from './dates.ts';
import { CALL_STATUSES } from '../exchange/status.ts';
import type { Call } from '../exchange/call.ts';

/** The filters and paging of the call list this emulator knows. */
export const LIST_FIELDS = [
  ...['To', 'From', 'ParentCallSid', 'Status'],
  ...TIME_FIELDS,
  ...['PageSize', 'Page', 'PageToken'],
] as const;

const MAX_PAGE_SIZE = 1000;

/** One page of calls, newest first, in Twilio's envelope. */
export function callList(accountSid: string, all: Call[], query: Record<string, string>) {
  const { To, From, ParentCallSid, Status } = query;
  if (Status !== undefined && !CALL_STATUSES.some((status) => status === Status))
    throw invalid(`Status "${Status}" is not a call status`);
  const [isStartAsked, isEndAsked] = [timeFilter(query, 'StartTime'), timeFilter(query, 'EndTime')];
  const found = all.filter(
    ({ facts, status, startedAtMs, endedAtMs }) =>
      isStartAsked(startedAtMs) &&
      isEndAsked(endedAtMs) &&
      (To ?? facts.to) === facts.to &&
      (From ?? facts.from) === facts.from &&
      (ParentCallSid === undefined || ParentCallSid === facts.parentCallSid) &&
      (Status ?? status) === status,
  );
  const pageSize = Math.min(whole(query, 'PageSize', 50), MAX_PAGE_SIZE);
  const page = whole(query, 'Page', 0);
  if (pageSize === 0) throw invalid('PageSize must be at least 1');
  const start = page * pageSize;
  const calls = found.slice(start, start + pageSize);
  const path = `/2010-04-01/Accounts/${accountSid}/Calls.json`;
  const uriOf = (number: number) => {
    const { PageToken: _, ...rest } = query;
    const params = new URLSearchParams({ ...rest, PageSize: String(pageSize), Page: String(number) });
    return `${path}?${params.toString()}`;
  };
  return {
    calls: calls.map((call) => callJson(accountSid, call)),
    page,
    page_size: pageSize,
    start,
    end: calls.length === 0 ? start : start + calls.length - 1,
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    next_page_uri: start + pageSize < found.length ? `${uriOf(page + 1)}&PageToken=PA${calls.at(-1)?.sid ?? ''}` : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
  };
}

function whole(query: Record<string, string>, name: string, fallback: number): number {
  const value = query[name];
  if (value === undefined) return fallback;
  if (!/^\d{1,6}$/.test(value)) throw invalid(`${name} "${value}" is not a whole number`);
  return Number(value);
}
