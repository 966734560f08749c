import { callerIdOf } from './caller-id.ts';
import { callerEventsOf, callerGone, nounTarget, targetOf } from './caller-events.ts';
import { callerOf } from './client-callee.ts';
import { FarEnds, type FarEndsDeps, type PublicCaller } from './far-ends.ts';
import { unguessed, type Guesses } from './guesses.ts';
import { Leg } from './leg.ts';
import { callOut, type Outbound } from './outbound.ts';
import { comeIn, type Coming } from './coming-in.ts';
import { passageOf } from './passage.ts';
import { Runner, type RunnerDeps } from './runner.ts';
import type { TwimlSource } from './twiml-source.ts';
import { Conferences } from '../conference/conferences.ts';
import { Recordings } from '../recording/recordings.ts';
import type { Conference } from '../conference/conference.ts';
import type { Joining } from '../conference/participant.ts';
import type { Call } from './call.ts';
import type { CalleeEvents, FarEnd } from './far-end.ts';
import type { Ledger } from './ledger.ts';
import type { MediaLeg, Switching } from '../ports.ts';
import type { Dial, Noun } from '../twiml/nodes.ts';
import type { Reports, ReportTarget } from '../webhooks/reports.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export interface ExchangeDeps extends FarEndsDeps {
  ledger: Ledger;
  webhooks: Webhooks;
  reports: Reports;
  isVerified: (number: string) => boolean;
  speechProgram: string | null;
}

/** A redirect over REST takes hold so long after its answer: measured on a live account, with a parent in a Dial. */
export const REDIRECT_MS = 166;

/** Connects legs: makes them, runs their TwiML, ends them. Everything that happens to a call goes through here. */
export class Exchange implements Switching {
  readonly #deps: ExchangeDeps;
  readonly #legs = new Map<string, Leg>();
  readonly #runners = new Map<string, Runner>();
  readonly #limits = new Map<string, () => void>();
  readonly #guesses = unguessed();
  readonly #farEnds: FarEnds;
  readonly conferences: Conferences;
  readonly recordings: Recordings;

  constructor(deps: ExchangeDeps) {
    this.#deps = deps;
    this.#farEnds = new FarEnds(deps, (caller, make) => this.incoming(caller, make));
    const { account, clock, webhooks, ledger } = deps;
    const shared = { accountSid: account.accountSid, clock, webhooks, makeSid: ledger.makeSid };
    this.conferences = new Conferences({ ...shared, passage: (asked) => passageOf(asked, deps) });
    this.recordings = new Recordings(shared);
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

  /** How the exchange behaves where nobody knows what Twilio does. */
  get guesses(): Guesses {
    return { ...this.#guesses };
  }
  guess(changes: Partial<Guesses>): void {
    Object.assign(this.#guesses, changes);
  }

  /** Calls somebody, as the REST API does; they hear the TwiML when they answer. */
  place(out: Outbound, source: TwimlSource): Call {
    const leg = this.#callLeg(out);
    const on = { ringing: () => undefined, answered: () => this.#run(leg, source) };
    callOut(leg, out, on, { farEnds: this.#farEnds, clock: this.#deps.clock });
    return leg.call;
  }

  /** Calls somebody into a conference, as the REST API does. */
  add(conference: Conference, out: Outbound, coming: Coming): Joining {
    const leg = this.#callLeg(out);
    const joining = { leg, manner: coming.manner };
    conference.expect(joining);
    const on = comeIn(leg, conference, { ...coming, ...out }, this.conferences);
    callOut(leg, out, on, { farEnds: this.#farEnds, clock: this.#deps.clock });
    return joining;
  }

  /** A call lasts `seconds` at most, counted from its answer; a limit that is over ends it at once. */
  limit(call: Call, seconds: number): void {
    this.#limits.get(call.sid)?.();
    const { clock } = this.#deps;
    const leftMs = (call.answeredAtMs ?? clock.now()) + seconds * 1000 - clock.now();
    const cancel = clock.after(leftMs, () => {
      call.note('leg', 'TimeLimit reached', { seconds });
      this.#legs.get(call.sid)?.end('completed', { by: 'exchange' });
    });
    this.#limits.set(call.sid, cancel);
  }

  readonly isVerified = (number: string): boolean => this.#deps.isVerified(number);

  /** Gives a living leg new TwiML, as the REST API does: a moment later. A leg that was dialed leaves its Dial. */
  redirect(call: Call, source: TwimlSource): void {
    const leg = this.#legs.get(call.sid);
    if (leg === undefined || !call.isAlive) return;
    call.note('leg', 'redirected');
    this.#deps.clock.after(REDIRECT_MS, () => {
      if (!call.isAlive) return;
      leg.detach();
      this.#run(leg, source);
    });
  }

  /** Whether a redirect is refused: the call waits in a Pause that came before anything answered it. */
  isPausedUnanswered(call: Call): boolean {
    return this.#runners.get(call.sid)?.isPausedUnanswered ?? false;
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
      const { from, to } = leg.call.facts;
      const end = leg.isCallee ? to : from;
      const identity = end.startsWith('client:') ? end.slice('client:'.length) : null;
      return { callSid: leg.call.sid, identity, media: leg.media };
    });
  }

  /** Ends a conference over REST; whether those in it are hung up on is a guess. */
  complete(conference: Conference): void {
    const legs = conference.participants().map(({ leg }) => leg);
    conference.complete();
    if (this.#guesses.completedConference === 'hangs-up') for (const leg of legs) leg.end('completed', { by: 'rest' });
  }

  /** Ends every call. */
  endAll(): void {
    for (const leg of this.#legs.values()) if (leg.call.isAlive) this.end(leg.call, 'control');
    this.conferences.clear();
    this.recordings.clear();
  }

  #callLeg({ from, to, target, fallbackUrl, timeLimitSeconds }: Outbound): Leg {
    const call = this.#deps.ledger.open({
      parentCallSid: null,
      direction: 'outbound-api',
      from,
      to,
      applicationSid: null,
      phoneNumberSid: null,
      extra: {},
    });
    const leg = this.#leg(call, target, fallbackUrl);
    leg.onAnswer(() => this.limit(call, timeLimitSeconds));
    return leg;
  }

  #leg(call: Call, reportTarget: ReportTarget | null, fallbackUrl: string | null): Leg {
    const leg = new Leg({ call, reports: this.#deps.reports, reportTarget, fallbackUrl });
    this.#legs.set(call.sid, leg);
    leg.onEnd(() => {
      this.#legs.delete(call.sid);
      this.#limits.get(call.sid)?.();
      this.#limits.delete(call.sid);
    });
    return leg;
  }

  #run(leg: Leg, source: TwimlSource): void {
    this.#runnerOf(leg).start(source);
  }

  #runnerOf(leg: Leg): Runner {
    const { sid } = leg.call;
    const known = this.#runners.get(sid);
    if (known !== undefined) return known;
    const runner = new Runner(leg, this.#runnerDeps());
    this.#runners.set(sid, runner);
    leg.onEnd(() => void this.#runners.delete(sid));
    return runner;
  }

  #runnerDeps(): RunnerDeps {
    const { account, clock, webhooks, reports, speechProgram } = this.#deps;
    return {
      accountSid: account.accountSid,
      clock,
      webhooks,
      reports,
      speechProgram,
      guesses: this.#guesses,
      before: (child, source) => this.#runnerOf(child).before(source),
      stay: (leg, name, options, signal) => this.conferences.stay(leg, this.conferences.open(name), options, signal),
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
    const parameters = noun.noun === 'Client' ? noun.parameters : [];
    const stirVerstat = parent.call.facts.extra['StirVerstat'] ?? null;
    this.#farEnds.ring(child, { parameters, stirVerstat }, eventsOf(child));
    return child;
  }
}
