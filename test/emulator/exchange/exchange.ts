import { callerIdOf } from './caller-id.ts';
import { callerOf, ringClient } from './client-callee.ts';
import { Leg } from './leg.ts';
import { createTrunk } from './trunk.ts';
import { Runner, type RunnerDeps } from './runner.ts';
import { absolute, type TwimlSource } from './twiml-source.ts';
import type { Account } from '../account.ts';
import type { Call } from './call.ts';
import type { CalleeEvents, FarEnd, PublicNetwork } from './far-end.ts';
import type { Ledger } from './ledger.ts';
import type { PhoneLeg } from '../media/phone-leg.ts';
import type { ClientCallEvents, Clock, MediaLeg, Signaling, Switching } from '../ports.ts';
import type { Dial, Noun, Progress } from '../twiml/nodes.ts';
import type { Reports, ReportTarget } from '../webhooks/reports.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export interface ExchangeDeps {
  account: Account;
  clock: Clock;
  ledger: Ledger;
  webhooks: Webhooks;
  reports: Reports;
  publicNetwork: PublicNetwork;
  /** Sound for a leg between two lines of the account. */
  createLeg: () => PhoneLeg;
  /** Asked when it is needed: the signaling server is made after the exchange it speaks to. */
  signaling: () => Signaling;
  isVerified: (number: string) => boolean;
  speechProgram: string | null;
}

/** Who calls one of our lines from the public network. */
export interface PublicCaller {
  from: string;
  to: string;
  stirVerstat: string | null;
}

/** Connects legs: makes them, runs their TwiML, ends them. Everything that happens to a call goes through here. */
export class Exchange implements Switching {
  readonly #deps: ExchangeDeps;
  readonly #legs = new Map<string, Leg>();
  readonly #runners = new Map<string, Runner>();

  constructor(deps: ExchangeDeps) {
    this.#deps = deps;
  }

  /** An SDK placed a call: its token's TwiML App is asked what to do. */
  readonly outgoing: Switching['outgoing'] = (connection, make, params) => {
    const { account } = this.#deps;
    const application = account.applications.find(({ sid }) => sid === connection.applicationSid);
    const call = this.#deps.ledger.open({
      parentCallSid: null,
      direction: 'inbound',
      from: `client:${connection.identity}`,
      to: params['To'] ?? '',
      applicationSid: connection.applicationSid,
      phoneNumberSid: null,
      extra: params,
    });
    const leg = this.#leg(call, targetOf(application?.statusCallback), application?.voiceFallbackUrl ?? null);
    leg.connect(callerOf(make(call.sid, callerEventsOf(leg))));
    call.move('ringing');
    if (application === undefined) {
      call.note('error', `the account has no TwiML App ${connection.applicationSid}`, { code: 21218 });
      return leg.end('failed', { by: 'exchange' });
    }
    this.#run(leg, { kind: 'url', url: application.voiceUrl, method: application.voiceMethod, params });
  };

  /** Somebody on the public network calls one of the account's lines. Null when the number is not one of them. */
  incoming(caller: PublicCaller, make: (callSid: string, hungUp: () => void) => FarEnd): Call | null {
    const line = this.#deps.account.phoneNumbers.find(({ phoneNumber }) => phoneNumber === caller.to);
    if (line === undefined) return null;
    const extra: Record<string, string> = caller.stirVerstat === null ? {} : { StirVerstat: caller.stirVerstat };
    const call = this.#deps.ledger.open({
      parentCallSid: null,
      direction: 'inbound',
      from: caller.from,
      to: caller.to,
      applicationSid: null,
      phoneNumberSid: line.sid,
      extra,
    });
    const leg = this.#leg(call, targetOf(line.statusCallback), line.voiceFallbackUrl ?? null);
    leg.connect(make(call.sid, () => callerGone(leg)));
    call.move('ringing');
    this.#run(leg, { kind: 'url', url: line.voiceUrl, method: line.voiceMethod, params: extra });
    return call;
  }

  /** Gives a living leg new TwiML, as the REST API does. A leg that was dialed leaves its Dial. */
  redirect(call: Call, source: TwimlSource): void {
    const leg = this.#legs.get(call.sid);
    if (leg === undefined || !call.isAlive) return;
    call.note('leg', 'redirected');
    leg.detach();
    this.#run(leg, source);
  }

  end(call: Call, by: 'rest' | 'control'): void {
    this.#legs.get(call.sid)?.end(call.status === 'in-progress' ? 'completed' : 'canceled', { by });
  }

  /** Nobody answers what this call dials, and its time is up now. False when nothing rings. */
  ringsOut(call: Call): boolean {
    return this.#runners.get(call.sid)?.ringsOut() ?? false;
  }

  find(callSid: string): Leg | null {
    return this.#legs.get(callSid) ?? null;
  }

  /** The living legs that may have an SDK at the far end, for faults. */
  sdkLegs(): { callSid: string; identity: string | null; media: MediaLeg | null }[] {
    return [...this.#legs.values()].map((leg) => {
      const { from, to, parentCallSid } = leg.call.facts;
      const end = parentCallSid === null ? from : to;
      const identity = end.startsWith('client:') ? end.slice('client:'.length) : null;
      return { callSid: leg.call.sid, identity, media: leg.media };
    });
  }

  /** Ends every call. */
  endAll(): void {
    for (const leg of this.#legs.values()) if (leg.call.isAlive) this.end(leg.call, 'control');
  }

  #leg(call: Call, reportTarget: ReportTarget | null, fallbackUrl: string | null): Leg {
    const leg = new Leg({ call, reports: this.#deps.reports, reportTarget, fallbackUrl });
    this.#legs.set(call.sid, leg);
    leg.onEnd(() => void this.#legs.delete(call.sid));
    return leg;
  }

  #run(leg: Leg, source: TwimlSource): void {
    const runner = this.#runners.get(leg.call.sid) ?? new Runner(leg, this.#runnerDeps());
    if (!this.#runners.has(leg.call.sid)) leg.onEnd(() => void this.#runners.delete(leg.call.sid));
    this.#runners.set(leg.call.sid, runner);
    runner.start(source);
  }

  #runnerDeps(): RunnerDeps {
    const { account, clock, webhooks, reports, speechProgram } = this.#deps;
    return {
      accountSid: account.accountSid,
      clock,
      webhooks,
      reports,
      speechProgram,
      ringNoun: (parent, dial, baseUrl) => (noun, events) => this.#ring(parent, dial, noun, baseUrl, events),
    };
  }

  #ring(
    parent: Leg,
    dial: Dial,
    noun: Noun,
    baseUrl: string | null,
    eventsOf: (child: Leg) => CalleeEvents,
  ): Leg | null {
    const { account, ledger } = this.#deps;
    const callerId = callerIdOf(noun, dial.callerId, parent.call, account, this.#deps.isVerified);
    if (!callerId.ok) {
      parent.call.note('error', callerId.message, { code: callerId.code });
      return null;
    }
    const call = ledger.open({
      parentCallSid: parent.call.sid,
      direction: 'outbound-dial',
      from: callerId.from,
      to: noun.noun === 'Client' ? `client:${noun.identity}` : noun.phoneNumber,
      applicationSid: null,
      phoneNumberSid: null,
      extra: {},
    });
    parent.call.note('leg', 'dials', { child: call.sid, to: call.facts.to });
    const child = this.#leg(call, nounTarget(noun.progress, baseUrl), null);
    child.initiate();
    const events = eventsOf(child);
    const far =
      noun.noun === 'Client' ? this.#ringClient(noun, child, parent, events) : this.#ringNumber(child, events);
    if (far === null) {
      // Asked after this turn: nobody hears about a leg before the function that made it has returned.
      this.#deps.clock.after(0, () => events.refused(noun.noun === 'Client' ? 480 : 404));
      child.connect(NOBODY);
    } else {
      child.connect(far);
    }
    return child;
  }

  #ringClient(noun: Noun & { noun: 'Client' }, child: Leg, parent: Leg, events: CalleeEvents): FarEnd | null {
    const signaling = this.#deps.signaling();
    const connections = signaling.registered(noun.identity);
    if (connections.length === 0) {
      child.call.note('leg', `no registered Device of "${noun.identity}"`);
      return null;
    }
    const stir = parent.call.facts.extra['StirVerstat'];
    const params = new URLSearchParams(noun.parameters.map(({ name, value }) => [name, value]));
    return ringClient(signaling, connections, {
      callSid: child.call.sid,
      parameters: {
        ApiVersion: '2010-04-01',
        CallSid: child.call.sid,
        AccountSid: this.#deps.account.accountSid,
        From: child.call.facts.from,
        To: child.call.facts.to,
        ...(noun.parameters.length === 0 ? {} : { Params: params.toString() }),
        ...(stir === undefined ? {} : { StirStatus: stir }),
      },
      events,
    });
  }

  #ringNumber(child: Leg, events: CalleeEvents): FarEnd | null {
    const { sid: callSid, facts } = child.call;
    if (this.#deps.account.phoneNumbers.some(({ phoneNumber }) => phoneNumber === facts.to)) {
      return this.#ringLine(child, events);
    }
    return this.#deps.publicNetwork.ring({ callSid, from: facts.from, to: facts.to, stirVerstat: null, events });
  }

  /** The number dialed is a line of this very account: it is called as from anywhere else, by a call of its own. */
  #ringLine(child: Leg, events: CalleeEvents): FarEnd | null {
    const { from, to } = child.call.facts;
    let dialed: FarEnd | null = null;
    const call = this.incoming({ from, to, stirVerstat: null }, (_, hungUp) => {
      const trunk = createTrunk(this.#deps.createLeg, { events, hungUp });
      dialed = trunk.dialed;
      return trunk.caller;
    });
    child.call.note('leg', 'calls a line of the account', { call: call?.sid });
    return dialed;
  }
}

const NOBODY: FarEnd = {
  media: null,
  ringing: async () => undefined,
  answer: async () => undefined,
  hangUp: () => undefined,
  hearDigit: () => undefined,
};

/** A line's and an app's status callback hears only how the call ended. */
function targetOf(url: string | undefined): ReportTarget | null {
  return url === undefined ? null : { url, method: 'POST', events: ['completed'] };
}

function nounTarget(progress: Progress, baseUrl: string | null): ReportTarget | null {
  if (progress.url === null) return null;
  return { url: absolute(progress.url, baseUrl), method: progress.method, events: progress.events };
}

/** A caller who hangs up before anybody answered has canceled the call: Twilio's word for it is a guess. */
function callerGone(leg: Leg): void {
  leg.end(leg.isAnswered ? 'completed' : 'canceled', { by: 'far' });
}

function callerEventsOf(leg: Leg): ClientCallEvents {
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
