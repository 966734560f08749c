import { Call, Device, type PreflightTest } from '@twilio/voice-sdk';
import silence from '../sounds/silence.wav';
import { CallMedia, sampleOf } from './call-media.ts';
import { CallSound, LineMicrophone } from './line-sound.ts';
import { problemOfSdkCode, Trouble } from './problems.ts';
import { timeouts } from './timeouts.ts';
import type {
  CreateVoice,
  IncomingVoiceCall,
  Issue,
  LineSound,
  MediaSign,
  Rate,
  TestConnection,
  VoiceCall,
  VoiceCallEvent,
  VoiceOptions,
} from './voice.ts';

/** The one place that knows @twilio/voice-sdk. It is a chunk of its own, loaded when a line is first made. */
export const voiceOn =
  (sound: LineSound): CreateVoice =>
  (options, token, events) => {
    if (!Device.isSupported) throw new Trouble({ code: 'browser-unsupported' });
    const microphone: LineMicrophone = new LineMicrophone(sound, () => device.audio);
    const device = new Device(token, { ...deviceOptions(options), ...microphone.options });
    const around = (call: Call) => ({ isReported: options.insights, sound: new CallSound(sound, microphone, call) });
    // Our player makes every sound; the SDK's own are silent files, and its ringtone would delay `incoming` until it plays.
    for (const sound of ['incoming', 'outgoing', 'disconnect'] as const) device.audio?.[sound](false);
    let isDestroyed = false;
    // The SDK leaves listeners behind for every call that is refused before it rings; a new line after a few drops them.
    let refusals = 0;
    const isLittered = () => ++refusals >= mostRefusals;
    device.on(Device.EventName.Registered, () => events.registered());
    device.on(Device.EventName.Unregistered, () => events.unregistered());
    device.on(Device.EventName.Error, (error: unknown) => events.failed(codeOf(error)));
    device.on(Device.EventName.Incoming, (call: Call) =>
      events.incoming(new TwilioInvitation(call, { ...around(call), isLittered: () => false }, microphone)),
    );
    device.on(Device.EventName.Destroyed, () => {
      if (!isDestroyed) events.lost();
    });
    return {
      register: () => device.register(),
      updateToken: (fresh) => device.updateToken(fresh),
      async connect(params) {
        await microphone.settled;
        const call = await device.connect({ params });
        return new TwilioCall(call, { ...around(call), isLittered });
      },
      destroy() {
        isDestroyed = true;
        if (device.state !== Device.State.Destroyed) device.destroy();
      },
    };
  };

/**
 * `chunderw` and `publishEvents` are read by the SDK but absent from its public types (2.18.5).
 * https://www.twilio.com/docs/voice/sdks/javascript/twiliodevice#deviceoptions
 */
interface DeviceOptions extends Device.Options {
  chunderw?: string;
  publishEvents: boolean;
}

function deviceOptions({ edge, signaling, insights }: VoiceOptions): DeviceOptions {
  return {
    ...(signaling === null ? { edge } : { chunderw: signaling }),
    publishEvents: insights,
    allowIncomingWhileBusy: true,
    closeProtection: true,
    // Opus survives packet loss and needs half of the bandwidth; the SDK would prefer PCMU.
    codecPreferences: [Call.Codec.Opus, Call.Codec.PCMU],
    enableImprovedSignalingErrorPrecision: true,
    // How long the network keeps a call whose socket is lost: 8 s of flight mode must fit.
    maxCallSignalingTimeoutMs: timeouts.register.ms,
    logLevel: 'silent',
    sounds: Object.fromEntries(Object.values(Device.SoundName).map((name) => [name, silence])),
  };
}

/**
 * A call to nobody on a line of its own, made as ours are: `deviceFactory` is read by the SDK but absent from its public types
 * (2.18.5), and the test itself would say neither where to call nor how.
 */
export const testConnection: TestConnection = (options, token) => {
  class TestLine extends Device {
    constructor(ours: string, given: Device.Options) {
      super(ours, { ...given, ...deviceOptions(options) });
    }
    /** Nobody may ring it: it is the same device, and when it goes it turns down what rings. The test waits for these words only. */
    override register(): Promise<void> {
      queueMicrotask(() => this.emit(Device.EventName.Registered));
      return Promise.resolve();
    }
    override connect(given?: Device.ConnectOptions): Promise<Call> {
      return super.connect({ ...given, params: { Check: '1' } });
    }
    override destroy(): void {
      this.emit(Device.EventName.Unregistered);
      super.destroy();
    }
  }
  const { promise: result, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<TestConnection>['result']>>();
  const own = { deviceFactory: TestLine, signalingTimeoutMs: timeouts.register.ms };
  const test = Device.runPreflight(token, own);
  let isOver = false;
  test.on('completed', ({ edge, samples }: PreflightTest.Report) => {
    isOver = true;
    resolve({ edge: edge ?? null, samples: samples.map(sampleOf) });
  });
  test.on('failed', (error: unknown) => {
    isOver = true;
    reject(new Trouble(problemOfSdkCode(codeOf(error)), error));
  });
  return {
    result,
    stop() {
      if (!isOver) test.stop();
      isOver = true;
    },
  };
};

/** What a call has of its line. */
interface Around {
  isLittered: () => boolean;
  /** Whether Twilio is told how calls are. */
  isReported: boolean;
  sound: CallSound;
}

/**
 * Follows one call of the SDK until its last event. The SDK's own oddities end here: an `error` may come before or after
 * `disconnect`, and a call that loses its socket without a way back is `closed` without any event, its media still flowing.
 */
class TwilioCall implements VoiceCall {
  protected readonly call: Call;
  /** The network knows that this end wants to talk: from the first moment for our own calls, from `accept` for others'. */
  protected isWanted: boolean;
  #listener: (event: VoiceCallEvent) => void = () => {};
  #sdkCode: number | null = null;
  #hasEnded = false;
  #hasRung = false;
  readonly rate: Rate | null;
  readonly #around: Around;
  readonly #media: CallMedia;

  constructor(call: Call, around: Around) {
    this.call = call;
    this.#around = around;
    this.#media = new CallMedia(call);
    this.rate = around.isReported ? (score, issue) => call.postFeedback(score, issueOf(issue)) : null;
    this.isWanted = call.direction === Call.CallDirection.Outgoing;
    call.on('ringing', (hasEarlyMedia: boolean) => {
      this.#hasRung = true;
      this.#tell({ type: 'ringing', hasEarlyMedia });
    });
    call.on('audio', (element: HTMLAudioElement) => around.sound.plays(element));
    call.on('accept', () => {
      around.sound.answered();
      this.#tell({ type: 'answered' });
    });
    call.on('reconnecting', () => this.#tell({ type: 'reconnecting' }));
    call.on('reconnected', () => this.#tell({ type: 'reconnected' }));
    call.on('error', (error: unknown) => {
      this.#sdkCode = codeOf(error);
    });
    for (const last of ['disconnect', 'cancel', 'reject'])
      call.on(last, () => this.#end(this.isWanted && !this.#hasRung && around.isLittered()));
    call.on('transportClose', () => {
      // The SDK's state follows this event.
      queueMicrotask(() => this.#socketLost());
    });
  }

  get hasSounded(): boolean {
    return this.#media.hasSounded;
  }
  get callSid(): string | null {
    const sid = this.call.parameters.CallSid;
    return sid?.startsWith('CA') ? sid : null;
  }
  mute(isMuted: boolean): void {
    this.call.mute(isMuted);
    this.#media.mute(isMuted);
  }
  watch(watcher: (sign: MediaSign) => void): void {
    this.#media.watch(watcher);
  }
  sendDigits(digits: string): void {
    this.call.sendDigits(digits);
  }
  disconnect(): void {
    this.call.disconnect();
  }
  listen(listener: (event: VoiceCallEvent) => void): void {
    this.#listener = listener;
  }

  #socketLost(): void {
    // An unanswered invitation cannot be answered any more: the SDK has forgotten it, whatever its state says.
    if (!this.isWanted) this.#end(false);
    else if (this.call.status() === Call.State.Closed) {
      this.#sdkCode ??= lostConnection;
      for (const stream of [this.call.getLocalStream(), this.call.getRemoteStream()])
        for (const track of stream?.getTracks() ?? []) track.stop();
      this.#end(true);
    }
  }

  #tell(event: VoiceCallEvent): void {
    if (!this.#hasEnded) this.#listener(event);
  }

  #end(isLineStuck: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#media.end();
    if (this.isWanted) this.#around.sound.end();
    queueMicrotask(() => this.#listener({ type: 'ended', sdkCode: this.#sdkCode, isLineStuck }));
  }
}

class TwilioInvitation extends TwilioCall implements IncomingVoiceCall {
  readonly #microphone: LineMicrophone;

  constructor(call: Call, around: Around, microphone: LineMicrophone) {
    super(call, around);
    this.#microphone = microphone;
  }

  get isPending(): boolean {
    return this.call.status() === Call.State.Pending;
  }
  get parameters(): Readonly<Record<string, string>> {
    return this.call.parameters;
  }
  get customParameters(): ReadonlyMap<string, string> {
    return this.call.customParameters;
  }
  get isVerified(): boolean | null {
    return this.call.callerInfo?.isVerified ?? null;
  }
  accept(): void {
    this.isWanted = true;
    void this.#microphone.settled.then(() => this.call.accept());
  }
  reject(): void {
    this.call.reject();
  }
}

/** Node's emitters warn of a leak at eleven listeners. */
const mostRefusals = 8;

/** "A connection error occurred during the call": the code of a call that went without one of its own. */
const lostConnection = 31005;

const issueOf = (issue: Issue | null): Call.FeedbackIssue | undefined =>
  Object.values(Call.FeedbackIssue).find((each: string) => each === issue);

const codeOf = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number' ? error.code : null;
