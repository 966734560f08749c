import { Dialing, type Dialed, type RingNoun } from './dialing.ts';
import { playOut, wait } from './playing.ts';
import { applicationErrorSound, keysOf, recordingOf, sayingOf } from './sounds.ts';
import { absolute, loadTwiml, type LoadedTwiml, type TwimlSource } from './twiml-source.ts';
import { sequence } from '../media/tone.ts';
import { dialParameters } from '../webhooks/parameters.ts';
import type { Leg } from './leg.ts';
import type { Clock, Source } from '../ports.ts';
import type { Dial, Play, Verb } from '../twiml/nodes.ts';
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
}

/** What comes after a verb: the next one, another document, or the end of the call. */
type Step = 'next' | 'end' | TwimlSource;

/** How long a Dial's `action` waits for the child's last status callback to be answered. */
const CALLBACK_PATIENCE_MS = 200;

/** Executes TwiML on one leg: a document at a time, one verb after the other. A redirect replaces what runs. */
export class Runner {
  readonly #leg: Leg;
  readonly #deps: RunnerDeps;
  #current: { controller: AbortController; done: Promise<void> } | null = null;
  /** The last Dial that nobody answered: it decides how a call that was never answered ends. */
  #unanswered: Dialed | null = null;
  #dialing: Dialing | null = null;

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
    previous?.controller.abort('redirected');
    const done = (previous?.done ?? Promise.resolve())
      .then(() => this.#run(source, controller.signal))
      .catch((error: unknown) => this.#crashed(error));
    this.#current = { controller, done };
  }

  /** The time of the Dial that rings is up, however long it has. False when none rings. */
  ringsOut(): boolean {
    return this.#dialing?.timeIsUp() ?? false;
  }

  async #run(first: TwimlSource, signal: AbortSignal): Promise<void> {
    let source = first;
    for (;;) {
      if (signal.aborted) return;
      const loaded = await loadTwiml(this.#leg, source, this.#deps);
      if (signal.aborted) return;
      if (loaded === null) return this.#applicationError(signal);
      const step = await this.#execute(loaded, signal);
      if (signal.aborted) return;
      if (step === 'end' || step === 'next') return this.#finish();
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
        await wait(this.#deps.clock, verb.lengthSeconds * 1000, signal);
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
    this.#dialing = new Dialing(this.#leg, verb, this.#deps.clock);
    const dialed = await this.#dialing.run(this.#deps.ringNoun(this.#leg, verb, baseUrl), signal);
    this.#unanswered = dialed.isBridged ? null : dialed;
    this.#leg.call.note('leg', 'Dial ended', { dialCallStatus: dialed.status, isBridged: dialed.isBridged });
    if (dialed.childSid !== null) await this.#deps.reports.settled(dialed.childSid, CALLBACK_PATIENCE_MS);
    if (verb.action === null) return 'next';
    const action: TwimlSource = {
      kind: 'url',
      url: absolute(verb.action, baseUrl),
      method: verb.method,
      params: dialParameters(dialed),
    };
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

  #crashed(error: unknown): void {
    this.#leg.call.note(
      'error',
      `emulator defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    this.#leg.end('failed', { by: 'exchange' });
  }
}

function detailsOf(verb: Verb): Record<string, unknown> {
  const { verb: _name, ...details } = verb;
  return details;
}
