import type { Config } from '../../../worker/protocol.ts';
import { browserAudio } from '../audio/browser-audio.ts';
import { ApiFailure, failureOf, type Api, type FailureCode, type LoadApi } from '../state/api.ts';
import { personal, recall } from '../state/keepsakes.ts';
import { reopen } from '../state/reopen.ts';
import type { Ties } from '../state/ties.ts';
import { SoundPlayer } from '../sounds/player.ts';
import type { AnswererView } from './call.ts';
import { browserClock } from './clock.ts';
import { microphoneOf } from './microphone.ts';
import type { Exchange, Lifecycle, PhonePorts } from './ports.ts';
import { Trouble, type ProblemCode } from './problems.ts';
import { BrowserTurns } from './turns.ts';

export interface BrowserPortsOptions {
  api: LoadApi;
  ties: Ties;
}

/** The telephone's ports in a browser. */
export function browserPorts(options: BrowserPortsOptions): PhonePorts {
  return {
    clock: browserClock,
    loadVoice: () => import('./twilio-voice.ts').then(({ voiceOn }) => voiceOn(browserAudio)),
    exchange: workerExchange(options.api),
    microphone: microphoneOf(browserAudio),
    player: new SoundPlayer(browserAudio),
    lifecycle: pageLifecycle,
    turns: new BrowserTurns(browserClock),
    newAttempt: () => crypto.randomUUID(),
    names: {
      ofDevice: (identity) => options.ties.names?.ofDevice(identity) ?? null,
      ofPerson: (id) => options.ties.names?.ofPerson(id) ?? null,
    },
    line: () => recall(personal.line) ?? null,
    onNews: (listener) => {
      options.ties.hear = listener;
    },
    tellHealth: (health) => options.ties.tellHealth?.(health),
  };
}

function workerExchange(api: LoadApi): Exchange {
  let config: Config | null = null;
  let hasIdentity = false;
  return {
    voiceOptions: () =>
      orTrouble(async () => {
        const { edge, signaling, insights } = (config ??= await (await api()).config());
        return { edge, signaling, insights };
      }),
    token: () =>
      orTrouble(async () => {
        const client = await api();
        // Asked first: a token refused for want of an identity would stand in the console as an error.
        if (!hasIdentity) {
          const { identity, label } = await client.thisDevice();
          if (identity === null) await client.registerIdentity(label);
          hasIdentity = true;
        }
        try {
          return await client.token();
        } catch (thrown) {
          hasIdentity = false;
          throw thrown;
        }
      }),
    outcome: (name) => orTrouble(async () => (await api()).outcome(name)),
    askToAnswer: (name) => orTrouble(async () => quickerThanUs((await api()).askToAnswer(name))),
    winner: (name) => orTrouble(async () => quickerThanUs((await api()).mayAskToAnswer(name))),
    releaseAnswer: (name) => quietly(api, (client) => client.releaseAnswer(name)),
    decline: (name) => quietly(api, (client) => client.decline(name)),
    steer: (name, what) => orTrouble(async () => (await api()).steer(name, what)),
    take: (name) =>
      orTrouble(async () => {
        const client = await api();
        const { identity } = await client.thisDevice();
        if (identity === null) throw new ApiFailure('not_registered');
        await client.steer(name, { does: 'move', device: identity });
      }),
    sayHangUp: (name, leg) => orTrouble(async () => (await api()).sayHangUp(name, leg)),
    tellQuality: (name, quality) => quietly(api, (client) => client.tellQuality(name, quality)),
  };
}

const quickerThanUs = (asked: Promise<void>): Promise<AnswererView | null> =>
  asked.then(
    () => null,
    (thrown: unknown) => {
      const { code, answerer } = failureOf(thrown);
      if (code === 'answered_elsewhere') return answerer;
      throw thrown;
    },
  );

/** What the Worker's refusals mean for a telephone. */
const problemByFailure: Record<FailureCode, ProblemCode> = {
  bad_request: 'server-unavailable',
  too_large: 'server-unavailable',
  signed_out: 'signed-out',
  code_wrong: 'signed-out',
  code_spent: 'signed-out',
  too_many_tries: 'too-many-requests',
  too_many: 'server-unavailable',
  answered_elsewhere: 'server-unavailable',
  erased: 'server-unavailable',
  still_going: 'server-unavailable',
  not_now: 'not-now',
  refused: 'not-allowed',
  twilio_failed: 'not-done',
  forbidden: 'signed-out',
  not_found: 'server-unavailable',
  not_registered: 'server-unavailable',
  upgrade_required: 'server-unavailable',
  unavailable: 'server-unavailable',
  not_configured: 'not-configured',
  internal: 'server-unavailable',
  unreachable: 'server-unavailable',
  timeout: 'server-unavailable',
  'app-unavailable': 'app-unavailable',
  unreadable: 'server-unavailable',
};

/** Nobody waits for it, and nothing is to be done when it fails. */
function quietly(api: LoadApi, work: (client: Api) => Promise<void>): void {
  void api()
    .then(work)
    .catch(() => {});
}

async function orTrouble<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    const { code, reason } = failureOf(thrown);
    throw new Trouble(
      {
        code: code === 'unreachable' && !navigator.onLine ? 'offline' : problemByFailure[code],
        ...(reason === undefined ? {} : { reason }),
      },
      thrown,
    );
  }
}

const pageLifecycle: Lifecycle = {
  get isOnline() {
    return navigator.onLine;
  },
  listen(listener) {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') listener('visible');
    });
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) listener('restored');
    });
    for (const event of ['online', 'offline'] as const) window.addEventListener(event, () => listener(event));
  },
  reload: () => void reopen(),
};
