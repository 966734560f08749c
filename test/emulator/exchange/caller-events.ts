import { absolute } from './twiml-source.ts';
import type { Leg } from './leg.ts';
import type { ClientCallEvents } from '../ports.ts';
import type { Progress } from '../twiml/nodes.ts';
import type { ReportTarget } from '../webhooks/reports.ts';

/** A line's and an app's status callback hears only how the call ended. */
export function targetOf(url: string | undefined): ReportTarget | null {
  return url === undefined ? null : { url, method: 'POST', events: ['completed'] };
}

export function nounTarget(progress: Progress, baseUrl: string | null): ReportTarget | null {
  if (progress.url === null) return null;
  return { url: absolute(progress.url, baseUrl), method: progress.method, events: progress.events };
}

/** A caller who hangs up before anybody answered has canceled the call: Twilio's word for it is a guess. */
export function callerGone(leg: Leg): void {
  leg.end(leg.isAnswered ? 'completed' : 'canceled', { by: 'far' });
}

export function callerEventsOf(leg: Leg): ClientCallEvents {
  return {
    accepted: () => undefined,
    rejected: () => callerGone(leg),
    hungUp: () => callerGone(leg),
    lost: () => {
      leg.call.note('leg', 'signaling lost for longer than the reconnect window');
      callerGone(leg);
    },
  };
}
