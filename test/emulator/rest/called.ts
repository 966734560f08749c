import { invalid, RestError } from './errors.ts';
import { TIME_LIMIT } from './call-update.ts';
import type { Fields } from './fields.ts';
import type { Account } from '../account.ts';
import type { Outbound } from '../exchange/outbound.ts';
import type { ReportTarget } from '../webhooks/reports.ts';

const E164 = /^\+[1-9]\d{6,14}$/;
const PROGRESS_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const;

/** Who is to be called, from whom, and who is told how it goes: what creating a call and adding a participant have in common. */
export function calledOf(
  fields: Fields,
  { account, isVerified }: { account: Account; isVerified: (number: string) => boolean },
): Omit<Outbound, 'fallbackUrl'> {
  const { to, parameters } = addressOf(fields.needed('To'));
  const from = fields.text('CallerId') ?? fields.needed('From');
  const isOwn = account.phoneNumbers.some(({ phoneNumber }) => phoneNumber === from) || isVerified(from);
  if (!to.startsWith('client:') && !isOwn)
    throw new RestError(400, 21210, `The source phone number provided, ${from}, is not yet verified for your account.`);
  if (!E164.test(from) && !/^client:\S{1,256}$/.test(from))
    throw new RestError(400, 21212, `From "${from}" is not valid`);
  return {
    to,
    from,
    parameters,
    target: progressTargetOf(fields),
    timeoutSeconds: fields.integer('Timeout', [5, 600]) ?? 60,
    timeLimitSeconds: fields.integer('TimeLimit', TIME_LIMIT) ?? 14_400,
  };
}

/** `+1…`, or `client:alice?name=value`: what follows the question mark reaches the Device as custom parameters. */
function addressOf(address: string): Pick<Outbound, 'to' | 'parameters'> {
  if (E164.test(address)) return { to: address, parameters: [] };
  const [, identity, query = ''] = /^client:([^\s?]{1,256})(?:\?(.*))?$/s.exec(address) ?? [];
  if (identity === undefined) throw new RestError(400, 21211, `Invalid 'To' Phone Number: ${address}`);
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
  return { to: `client:${identity}`, parameters };
}

function progressTargetOf(fields: Fields): ReportTarget | null {
  const url = fields.url('StatusCallback');
  const events = fields.words('StatusCallbackEvent', PROGRESS_EVENTS, ['completed']);
  const method = fields.method('StatusCallbackMethod', 'POST');
  if (url === undefined && fields.text('StatusCallbackEvent') !== undefined)
    throw invalid('StatusCallbackEvent without a StatusCallback tells nobody anything');
  return url === undefined ? null : { url, method, events };
}
