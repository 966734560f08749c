import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { rfc2822 } from '../webhooks/parameters.ts';
import type { Call } from '../exchange/call.ts';

/** The Call resource as Twilio writes it: snake_case, RFC 2822 dates, numbers as strings (https://www.twilio.com/docs/voice/api/call-resource). */
export function callJson(accountSid: string, call: Call) {
  const { sid, parentCallSid, direction, from, to, phoneNumberSid } = call.facts;
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${sid}`;
  const children = ['notifications', 'recordings', 'streams', 'transcriptions', 'payments', 'siprec', 'events'];
  return {
    sid,
    account_sid: accountSid,
    parent_call_sid: parentCallSid,
    to,
    to_formatted: formatted(to),
    from,
    from_formatted: formatted(from),
    phone_number_sid: phoneNumberSid,
    status: call.status,
    direction,
    start_time: call.startedAtMs === null ? null : rfc2822(call.startedAtMs),
    end_time: call.endedAtMs === null ? null : rfc2822(call.endedAtMs),
    duration: call.endedAtMs === null ? null : String(call.durationSeconds),
    price: null,
    price_unit: 'USD',
    answered_by: null,
    annotation: null,
    api_version: '2010-04-01',
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: '0',
    trunk_sid: null,
    date_created: rfc2822(call.createdAtMs),
    date_updated: rfc2822(call.updatedAtMs),
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(
      children.map((name) => [name, `${uri}/${name[0]?.toUpperCase()}${name.slice(1)}.json`]),
    ),
  };
}

/** `(819) 555-0100` for North America, anything else as it is. */
function formatted(address: string): string {
  const number = parsePhoneNumberFromString(address);
  return number?.countryCallingCode === '1' ? number.formatNational() : address;
}
