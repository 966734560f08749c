import type { Answerer, Control, Conversation, Quality, SteerInput } from '../../worker/protocol.ts';
import type { CallHealth } from '../../web/src/call/call-monitor.ts';
import { PhoneEngine } from '../../web/src/call/phone-engine.ts';
import { noCommands, type PhoneView } from '../../web/src/call/phone-view.ts';
import type { Exchange, Microphone, PhonePorts, Player, TurnEvents } from '../../web/src/call/ports.ts';
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
  view: PhoneView = {
    readiness: 'signed-out',
    problem: null,
    call: null,
    waiting: null,
    nowMs: 0,
    commands: noCommands,
  };
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
  /** What the exchange says to a device that wants to answer: it may, unless said otherwise. */
  mayAnswer: Exchange['askToAnswer'] = () => Promise.resolve(null);
  /** What it says to one that came too late and looks again. */
  winner: Exchange['winner'] = () => Promise.resolve(null);
  /** The calls that this device wanted to answer, gave up on, and turned down. */
  readonly wantedToAnswer: string[] = [];
  readonly released: string[] = [];
  readonly declined: string[] = [];
  /** What was asked for in a call that was answered, and what comes of it: it is done, unless said otherwise. */
  readonly steered: { name: string; what: SteerInput }[] = [];
  readonly taken: string[] = [];
  steers: () => Promise<void> = () => Promise.resolve();
  /** The legs that this device said it hangs up, and how soon the exchange hears it. */
  readonly hungUp: { name: string; leg: string }[] = [];
  hearsHangUp: () => Promise<void> = () => Promise.resolve();
  /** How calls that were over sounded, as the exchange was told. */
  readonly sounded: { name: string; quality: Quality }[] = [];
  /** How the call goes, as the screen is told. */
  health: CallHealth | null = null;
  /** The line chosen here. */
  line: string | null = null;
  #onNews: (calls: readonly Conversation[]) => void = () => {};
  #attempts = 0;
  /** What another tab of the browser does with the line: nothing, has it, or talks on it. */
  otherTab: 'none' | 'idle' | 'talking' = 'none';
  #turn: TurnEvents | null = null;
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

  /** The exchange tells of a call without being asked. */
  hears(facts: Partial<Conversation>): void {
    this.#onNews([conversation(facts)]);
  }

  lives(event: LifeEvent): void {
    this.#lifecycle.isOnline = event !== 'offline';
    this.#live(event);
  }

  /** Another tab wants the line: true when it gets it. */
  otherTabTakes(): boolean {
    if (this.#turn?.isNeeded() !== false) return false;
    this.losesTurn();
    return true;
  }

  /** It did not answer in time. */
  losesTurn(): void {
    this.otherTab = 'idle';
    this.#turn?.elsewhere();
  }

  otherTabCloses(): void {
    this.otherTab = 'none';
    this.#turn?.got();
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
        askToAnswer: (name) => {
          this.wantedToAnswer.push(name);
          return this.mayAnswer(name);
        },
        winner: (name) => this.winner(name),
        releaseAnswer: (name) => this.released.push(name),
        decline: (name) => this.declined.push(name),
        steer: (name, what) => {
          this.steered.push({ name, what });
          return this.steers();
        },
        take: (name) => {
          this.taken.push(name);
          return this.steers();
        },
        sayHangUp: (name, leg) => {
          this.hungUp.push({ name, leg });
          return this.hearsHangUp();
        },
        tellQuality: (name, quality) => this.sounded.push({ name, quality }),
        outcome: (name) => {
          this.asked.push(name);
          return this.outcome === null
            ? Promise.reject(new Trouble({ code: 'server-unavailable' }))
            : Promise.resolve(conversation(this.outcome));
        },
      },
      tellHealth: (health) => (this.health = health),
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
      turns: {
        wait: (events) => {
          this.#turn = events;
          if (this.otherTab === 'none') events.got();
          else events.elsewhere();
        },
        take: () => {
          if (this.otherTab === 'talking') return Promise.resolve(false);
          this.otherTab = 'none';
          this.#turn?.got();
          return Promise.resolve(true);
        },
        leave: () => (this.#turn = null),
      },
      names: {
        ofDevice: (identity) => (identity === 'p_laptop' ? 'Laptop' : null),
        ofPerson: (id) => (id === 'bob1' ? 'Bob' : null),
      },
      line: () => this.line,
      onNews: (listener) => {
        this.#onNews = listener;
      },
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
    transferredTo: null,
    recordings: [],
    control: null,
    ...facts,
  };
}

/** How a call is joined: on the device that asks, nothing is done to it and it may be recorded, unless said otherwise. */
export const control = (facts: Partial<Control> = {}): Control => ({
  on: answerer({ isHere: true }),
  far: null,
  isHeld: false,
  task: null,
  guest: null,
  failure: null,
  canTake: false,
  recording: null,
  mayRecord: true,
  ...facts,
});

/** Who answered: the person who asks, on another device of theirs, unless said otherwise. */
export const answerer = (facts: Partial<Answerer> = {}): Answerer => ({
  person: 'ann1' as Answerer['person'],
  name: 'Ann',
  device: 'Laptop',
  isMe: true,
  isHere: false,
  ...facts,
});
