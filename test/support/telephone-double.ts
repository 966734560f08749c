import type { Answerer, Conversation } from '../../worker/protocol.ts';
import { PhoneEngine } from '../../web/src/call/phone-engine.ts';
import { noCommands, type PhoneView } from '../../web/src/call/phone-view.ts';
import type { Microphone, PhonePorts, Player } from '../../web/src/call/ports.ts';
import { Trouble, type ProblemCode } from '../../web/src/call/problems.ts';
import { ManualClock } from './manual-clock.ts';
import { VoiceDouble } from './voice-double.ts';

type Permission = Awaited<ReturnType<Microphone['permission']>>;
type LifeEvent = 'visible' | 'restored' | 'online' | 'offline';

/** A whole telephone on doubles: the person, the browser, the network and the exchange are in the test's hands. */
export class TelephoneDouble {
  readonly clock = new ManualClock();
  readonly voice = new VoiceDouble();
  /** What the person hears, in order: lasting sounds as `~name`, `~` for silence, short ones by name. */
  readonly heard: string[] = [];
  /** Every state the call went through. */
  readonly states: string[] = [];
  view: PhoneView = { readiness: 'signed-out', problem: null, call: null, nowMs: 0, commands: noCommands };
  permission: Permission = 'granted';
  microphoneProblem: ProblemCode | null = null;
  /** Microphones held now. */
  microphonesOpen = 0;
  isAppMissing = false;
  /** How often the page was opened again. */
  reloads = 0;
  tokenProblem: ProblemCode | null = null;
  tokensGiven = 0;
  /** What the exchange says of a conversation; null: it does not answer. */
  outcome: Partial<Conversation> | null = null;
  /** The names by which outcomes were asked for. */
  readonly asked: string[] = [];
  #attempts = 0;
  readonly engine: PhoneEngine;
  #live: (event: LifeEvent) => void = () => {};
  readonly #lifecycle = {
    isOnline: true,
    listen: (listener: (event: LifeEvent) => void) => {
      this.#live = listener;
    },
    reload: () => {
      this.reloads += 1;
    },
  };

  constructor() {
    this.engine = new PhoneEngine(this.#ports(), (view) => {
      this.view = view;
      const state = view.call?.state ?? 'none';
      if (this.states.at(-1) !== state) this.states.push(state);
    });
  }

  /** A telephone that is signed in, has the microphone and is registered. */
  static async ready(): Promise<TelephoneDouble> {
    const telephone = new TelephoneDouble();
    telephone.engine.enable();
    await telephone.clock.advance();
    return telephone;
  }

  /** The call on screen. */
  get call(): NonNullable<PhoneView['call']> {
    if (this.view.call === null) throw new Error('no call on screen');
    return this.view.call;
  }

  lives(event: LifeEvent): void {
    this.#lifecycle.isOnline = event !== 'offline';
    this.#live(event);
  }

  #ports(): PhonePorts {
    const sustain: Player['sustain'] = (sound) => {
      const word = `~${sound ?? ''}`;
      if ((this.heard.findLast((each) => each.startsWith('~')) ?? '~') !== word) this.heard.push(word);
    };
    return {
      clock: this.clock,
      loadVoice: () => (this.isAppMissing ? Promise.reject(new Error('404')) : Promise.resolve(this.voice.create)),
      exchange: {
        voiceOptions: () => Promise.resolve({ edge: 'roaming', signaling: null, insights: false }),
        token: () => {
          if (this.tokenProblem !== null) return Promise.reject(new Trouble({ code: this.tokenProblem }));
          return Promise.resolve({ token: `token ${String(++this.tokensGiven)}`, ttlSeconds: 3600 });
        },
        outcome: (name) => {
          this.asked.push(name);
          return this.outcome === null
            ? Promise.reject(new Trouble({ code: 'server-unavailable' }))
            : Promise.resolve(conversation(this.outcome));
        },
      },
      newAttempt: () => `attempt ${String(++this.#attempts)}`,
      microphone: {
        permission: () => Promise.resolve(this.permission),
        open: () => {
          if (this.microphoneProblem !== null) return Promise.reject(new Trouble({ code: this.microphoneProblem }));
          this.microphonesOpen += 1;
          return Promise.resolve(() => {
            this.microphonesOpen -= 1;
          });
        },
      },
      player: {
        unlock: () => {},
        sustain,
        once: (sound) => this.heard.push(sound),
        key: (digit) => this.heard.push(`key ${digit}`),
      },
      lifecycle: this.#lifecycle,
      labelOf: (identity) => (identity === 'p_laptop' ? 'Laptop' : null),
    };
  }
}

/** A conversation as the exchange tells it, outbound and completed unless said otherwise. */
export function conversation(facts: Partial<Conversation> = {}): Conversation {
  return {
    callSid: 'CA00000000000000000000000000000001' as Conversation['callSid'],
    place: 1,
    direction: 'outbound',
    party: { kind: 'unknown', dialed: '5550199' },
    line: null,
    state: 'completed',
    failure: null,
    isFinal: true,
    isUnread: false,
    blockReason: null,
    answeredBy: null,
    startedAt: '2026-11-22T12:00:00.000Z',
    answeredAt: null,
    endedAt: null,
    ringSeconds: null,
    talkSeconds: null,
    note: '',
    ...facts,
  };
}

/** Who answered: the person who asks, on another device of theirs, unless said otherwise. */
export const answerer = (facts: Partial<Answerer> = {}): Answerer => ({
  person: 'ann1' as Answerer['person'],
  name: 'Ann',
  device: 'Laptop',
  isMe: true,
  isHere: false,
  ...facts,
});
