import type {
  CreateVoice,
  IncomingVoiceCall,
  MediaSign,
  Rate,
  Voice,
  VoiceCall,
  VoiceCallEvent,
  VoiceEvents,
} from '../../web/src/call/voice.ts';

/** A voice SDK that does what a test says, behind the same port as the real one. */
export class VoiceDouble {
  /** Every line that was made, oldest first. */
  readonly lines: LineDouble[] = [];
  /** What `register()` does on lines made from now on. */
  registers: (line: LineDouble) => Promise<void> = (line) => {
    line.events.registered();
    return Promise.resolve();
  };
  /** Stands for a network that is not there: `connect()` never settles. */
  isConnectStuck = false;

  readonly create: CreateVoice = (_options, token, events) => {
    const line = new LineDouble(this, token, events);
    this.lines.push(line);
    return line;
  };

  /** The line in use. */
  get line(): LineDouble {
    const line = this.lines.at(-1);
    if (line === undefined) throw new Error('no line was made');
    return line;
  }
}

export class LineDouble implements Voice {
  readonly tokens: string[];
  readonly calls: CallDouble[] = [];
  readonly dialed: Record<string, string>[] = [];
  readonly events: VoiceEvents;
  isDestroyed = false;
  readonly #world: VoiceDouble;

  constructor(world: VoiceDouble, token: string, events: VoiceEvents) {
    this.#world = world;
    this.tokens = [token];
    this.events = events;
  }

  register(): Promise<void> {
    return this.#world.registers(this);
  }
  updateToken(token: string): void {
    this.tokens.push(token);
  }
  connect(params: Record<string, string>): Promise<VoiceCall> {
    this.dialed.push(params);
    if (this.#world.isConnectStuck) return new Promise(() => {});
    const call = new CallDouble();
    this.calls.push(call);
    return Promise.resolve(call);
  }
  destroy(): void {
    this.isDestroyed = true;
  }

  /** The call in hand. */
  get call(): CallDouble {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('no call on this line');
    return call;
  }

  /** Somebody calls. */
  invite(options: Partial<Pick<CallDouble, 'parameters' | 'customParameters' | 'isVerified'>> = {}): CallDouble {
    const call = Object.assign(new CallDouble(), options);
    call.isPending = true;
    call.callSid = call.parameters.CallSid ?? null;
    this.calls.push(call);
    this.events.incoming(call);
    return call;
  }
}

export class CallDouble implements IncomingVoiceCall {
  callSid: string | null = null;
  isPending = false;
  isVerified: boolean | null = null;
  parameters: Record<string, string> = {};
  customParameters: ReadonlyMap<string, string> = new Map();
  /** What was done to it, in order. */
  readonly done: string[] = [];
  /** Whether Twilio wants to know how calls were. */
  isReported = true;
  hasSounded = true;
  #listener: (event: VoiceCallEvent) => void = () => {};
  #watcher: (sign: MediaSign) => void = () => {};

  listen(listener: (event: VoiceCallEvent) => void): void {
    this.#listener = listener;
  }
  watch(watcher: (sign: MediaSign) => void): void {
    this.#watcher = watcher;
  }
  get rate(): Rate | null {
    if (!this.isReported) return null;
    return (score, issue) => {
      this.done.push(`rate ${String(score)} ${String(issue)}`);
      return Promise.reject(new Error('Twilio is not reached'));
    };
  }
  mute(isMuted: boolean): void {
    this.done.push(isMuted ? 'mute' : 'unmute');
  }
  sendDigits(digits: string): void {
    this.done.push(`digits ${digits}`);
  }
  /** As the SDK does: the end of a call is told whoever caused it. */
  disconnect(): void {
    this.done.push('disconnect');
    this.ends();
  }
  accept(): void {
    this.done.push('accept');
    this.isPending = false;
  }
  reject(): void {
    this.done.push('reject');
    this.isPending = false;
    this.ends();
  }

  /** The network does something. */
  tells(event: VoiceCallEvent): void {
    this.#listener(event);
  }
  /** Its media says something of itself, so often. */
  shows(sign: MediaSign, times = 1): void {
    for (let time = 0; time < times; time += 1) this.#watcher(sign);
  }
  rings(hasEarlyMedia = false): void {
    this.callSid ??= 'CA00000000000000000000000000000001';
    this.tells({ type: 'ringing', hasEarlyMedia });
  }
  answers(): void {
    this.callSid ??= 'CA00000000000000000000000000000001';
    this.tells({ type: 'answered' });
  }
  ends(sdkCode: number | null = null, isLineStuck = false): void {
    this.isPending = false;
    this.tells({ type: 'ended', sdkCode, isLineStuck });
  }
}
