import { Dialing, type Dialed, type RingNoun, type WhisperTo } from './dialing.ts';
import { pause, playOut, wait } from './playing.ts';
import { applicationErrorSound, keysOf, recordingOf, sayingOf } from './sounds.ts';
import { absolute, loadTwiml, type LoadedTwiml, type TwimlSource } from './twiml-source.ts';
import { sequence } from '../media/tone.ts';
import { conferenceParameters, dialParameters } from '../webhooks/parameters.ts';
import type { Guesses } from './guesses.ts';
import type { Leg } from './leg.ts';
import type { Stayed, StayOptions } from '../conference/conferences.ts';
import type { Clock, Source } from '../ports.ts';
import type { ConferenceNoun, Dial, Play, Verb } from '../twiml/nodes.ts';
import type { Reports } from '../webhooks/reports.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export interface RunnerDeps {
  accountSid: string;
  clock: Clock;
  webhooks: Webhooks;
  reports: Reports;
  ringNoun: (parent: Leg, dial: Dial, baseUrl: string | null) => RingNoun;
  /** An espeak-ng to say things with, or null for a pattern. */
  speechProgram: string | null;
  guesses: Guesses;
  /** Runs TwiML on a leg that another one dialed, before the two are connected. */
  before: (child: Leg, source: TwimlSource) => Promise<boolean>;
  stay: (leg: Leg, conference: string, options: StayOptions, signal: AbortSignal) => Promise<Stayed>;
}

/** What comes after a verb: the next one, another document, or the end of the call. */
type Step = 'next' | 'end' | TwimlSource;

/** How long a Dial's `action` waits for the child's last status callback to be answered. */
const CALLBACK_PATIENCE_MS = 200;

/** After a redirect has broken up a Dial: when its `action` is asked, and when the new TwiML runs. Measured on a live account. */
const BROKEN_UP = { actionMs: 154, newTwimlMs: 485 };

/** Executes TwiML on one leg: a document at a time, one verb after the other. A redirect replaces what runs. */
export class Runner {
  readonly #leg: Leg;
  readonly #deps: RunnerDeps;
  #current: { controller: AbortController; done: Promise<void> } | null = null;
  /** The last Dial that nobody answered: it decides how a call that was never answered ends. */
  #unanswered: Dialed | null = null;
  #dialing: Dialing | null = null;
  #isPausing = false;
  #isInDial = false;

  constructor(leg: Leg, deps: RunnerDeps) {
    this.#leg = leg;
    this.#deps = deps;
    leg.onEnd(() => this.#current?.controller.abort('ended'));
    leg.work(async () => {
      await this.#current?.done;
    });
  }

  /** Runs from `source` on; what ran before is interrupted and, if it was a Dial, brought to its `action` first. */
  start(source: TwimlSource): void {
    const previous = this.#current;
    const controller = new AbortController();
    const isBreakingUp = this.#isInDial;
    previous?.controller.abort('redirected');
    const later = isBreakingUp ? wait(this.#deps.clock, BROKEN_UP.newTwimlMs, controller.signal) : undefined;
    const done = Promise.all([previous?.done, later])
      .then(() => this.#run(source, controller.signal))
      .catch((error: unknown) => this.#crashed(error));
    this.#current = { controller, done: done.then(() => undefined) };
  }

  /** Runs what a callee hears before it is connected. True when that is over and the callee is still there, and nowhere else. */
  async before(source: TwimlSource): Promise<boolean> {
    const controller = new AbortController();
    const done = this.#run(source, controller.signal, true).catch((error: unknown) => this.#crashed(error));
    this.#current = { controller, done: done.then(() => undefined) };
    return done;
  }

  get isPausedUnanswered(): boolean {
    return this.#isPausing && !this.#leg.isAnswered;
  }

  /** The time of the Dial that rings is up, however long it has. False when none rings. */
  ringsOut(): boolean {
    return this.#dialing?.timeIsUp() ?? false;
  }

  /** True when it comes before something else (`isBefore`) and is over. */
  async #run(first: TwimlSource, signal: AbortSignal, isBefore = false): Promise<boolean> {
    let source = first;
    for (;;) {
      if (signal.aborted) return false;
      const loaded = await loadTwiml(this.#leg, source, this.#deps);
      if (signal.aborted) return false;
      const dials = loaded?.document.verbs.some(({ verb }) => verb === 'Dial') ?? false;
      if (isBefore && dials)
        this.#leg.call.note('error', 'a <Dial> is not allowed before a callee is connected', { code: 12200 });
      if (loaded === null || (isBefore && dials)) {
        await this.#applicationError(signal);
        return false;
      }
      const step = await this.#execute(loaded, signal);
      if (signal.aborted) return false;
      if (step === 'next' && isBefore) return true;
      if (step === 'end' || step === 'next') {
        await this.#finish();
        return false;
      }
      source = step;
    }
  }

  async #execute(loaded: LoadedTwiml, signal: AbortSignal): Promise<Step> {
    for (const verb of loaded.document.verbs) {
      this.#leg.call.note('verb', verb.verb, detailsOf(verb));
      const step = await this.#verb(verb, loaded.baseUrl, signal);
      if (signal.aborted) return 'end';
      if (step !== 'next') return step;
    }
    return 'next';
  }

  async #verb(verb: Verb, baseUrl: string | null, signal: AbortSignal): Promise<Step> {
    switch (verb.verb) {
      case 'Say':
        return this.#sound(await sayingOf(verb, this.#deps.speechProgram), verb.loop, signal);
      case 'Play':
        return this.#play(verb, baseUrl, signal);
      case 'Pause':
        this.#isPausing = true;
        await wait(this.#deps.clock, verb.lengthSeconds * 1000, signal);
        this.#isPausing = false;
        return 'next';
      case 'Hangup':
        return 'end';
      case 'Reject':
        if (!this.#leg.isAnswered)
          this.#leg.end('busy', { by: 'exchange', refusal: verb.reason === 'busy' ? 486 : 603 });
        return 'end';
      case 'Redirect':
        return { kind: 'url', url: absolute(verb.url, baseUrl), method: verb.method, params: {} };
      case 'Dial':
        return this.#dial(verb, baseUrl, signal);
    }
  }

  async #sound(make: () => Source, loop: number, signal: AbortSignal): Promise<Step> {
    await this.#leg.answer();
    if (this.#leg.media !== null) await playOut(this.#leg.media, make, loop, signal);
    return 'next';
  }

  async #play(verb: Play, baseUrl: string | null, signal: AbortSignal): Promise<Step> {
    if (verb.digits !== null) return this.#sound(keysOf(verb.digits), verb.loop, signal);
    const url = absolute(verb.url ?? '', baseUrl);
    const fetched = await this.#deps.webhooks({ kind: 'media', call: this.#leg.call, method: 'GET', url, params: {} });
    if (signal.aborted) return 'end';
    if (!fetched.ok) return this.#failed(fetched.code, fetched.message, signal);
    let make: () => Source;
    try {
      make = recordingOf(fetched.answer.body);
    } catch (error) {
      return this.#failed(12300, `<Play> cannot play ${url}: ${String(error)}`, signal);
    }
    return this.#sound(make, verb.loop, signal);
  }

  async #failed(code: number, message: string, signal: AbortSignal): Promise<Step> {
    this.#leg.call.note('error', message, { code });
    await this.#applicationError(signal);
    return 'end';
  }

  async #dial(verb: Dial, baseUrl: string | null, signal: AbortSignal): Promise<Step> {
    this.#isInDial = true;
    try {
      if (verb.conference !== null) return await this.#confer(verb, verb.conference, baseUrl, signal);
      this.#dialing = new Dialing(this.#leg, verb, this.#deps);
      const whisperTo: WhisperTo = (child, { url, method }) =>
        this.#deps.before(child, { kind: 'url', url: absolute(url, baseUrl), method, params: {} });
      const dialed = await this.#dialing.run(this.#deps.ringNoun(this.#leg, verb, baseUrl), whisperTo, signal);
      this.#dialing = null;
      this.#unanswered = dialed.isBridged ? null : dialed;
      this.#leg.call.note('leg', 'Dial ended', { dialCallStatus: dialed.status, isBridged: dialed.isBridged });
      if (dialed.isBrokenUp) await pause(this.#deps.clock, BROKEN_UP.actionMs);
      if (dialed.childSid !== null) await this.#deps.reports.settled(dialed.childSid, CALLBACK_PATIENCE_MS);
      return await this.#act(verb, dialParameters(dialed), baseUrl, signal);
    } finally {
      this.#isInDial = false;
    }
  }

  /** A conference that cannot be entered is passed over: the next verb runs (https://www.twilio.com/docs/api/errors/16025). */
  async #confer(
    dial: Dial,
    { name, manner }: ConferenceNoun,
    baseUrl: string | null,
    signal: AbortSignal,
  ): Promise<Step> {
    const leg = this.#leg;
    await leg.answer();
    if (signal.aborted) return 'end';
    this.#unanswered = null;
    const at = (url: string | null) => (url === null || url === '' ? url : absolute(url, baseUrl));
    const { wait: waiting, report } = manner;
    const stayed = await this.#deps.stay(
      leg,
      name,
      {
        manner: { ...manner, wait: { ...waiting, url: at(waiting.url) }, report: { ...report, url: at(report.url) } },
        timeLimitSeconds: dial.timeLimitSeconds,
        hangupOnStar: dial.hangupOnStar,
      },
      signal,
    );
    if (!stayed.ok) {
      leg.call.note('error', stayed.message, { code: stayed.code });
      return 'next';
    }
    leg.call.note('leg', 'Dial ended', { conference: stayed.conferenceSid, reason: stayed.reason });
    if (signal.aborted && leg.call.isAlive) await pause(this.#deps.clock, BROKEN_UP.actionMs);
    return this.#act(dial, conferenceParameters(), baseUrl, signal);
  }

  /** What comes after a Dial: its `action`, or the next verb. */
  async #act(dial: Dial, params: Record<string, string>, baseUrl: string | null, signal: AbortSignal): Promise<Step> {
    if (dial.action === null) return 'next';
    const action = { kind: 'url', url: absolute(dial.action, baseUrl), method: dial.method, params } as const;
    if (!signal.aborted) return action;
    await this.#tell(action);
    return 'end';
  }

  /** The `action` of a Dial that was interrupted, or whose caller has gone: requested, its answer ignored. */
  async #tell(action: TwimlSource & { kind: 'url' }): Promise<void> {
    const { accountSid, webhooks } = this.#deps;
    await loadTwiml(this.#leg, { ...action, fallbackUrl: null }, { accountSid, webhooks });
    this.#leg.call.note('webhook', 'the answer of the action is ignored', { url: action.url });
  }

  /** The document is over. A caller who was never answered hears what the last Dial came to. */
  async #finish(): Promise<void> {
    const leg = this.#leg;
    if (leg.isAnswered || this.#unanswered === null) {
      await leg.answer();
      return leg.end('completed', { by: 'exchange' });
    }
    const { status, child } = this.#unanswered;
    leg.end(status === 'completed' ? 'no-answer' : status, { by: 'exchange', refusal: child?.refusal ?? null });
  }

  async #applicationError(signal: AbortSignal): Promise<void> {
    const leg = this.#leg;
    if (!leg.call.isAlive) return;
    leg.call.note('error', 'application error: the caller hears three falling tones and the call fails');
    await leg.answer();
    if (leg.media !== null) await playOut(leg.media, () => sequence([applicationErrorSound()]), 1, signal);
    leg.end('failed', { by: 'exchange' });
  }

  #crashed(error: unknown): false {
    this.#leg.call.note(
      'error',
      `emulator defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    this.#leg.end('failed', { by: 'exchange' });
    return false;
  }
}

function detailsOf(verb: Verb): Record<string, unknown> {
  const { verb: _name, ...details } = verb;
  return details;
}
