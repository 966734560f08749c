import { browserClock } from '../call/clock.ts';
import { browserAudio } from '../audio/browser-audio.ts';
import { microphoneOf } from '../call/microphone.ts';
import { Trouble } from '../call/problems.ts';
import type { LoadApi } from './api.ts';
import { ConnectionCheck } from './connection-check.svelte.ts';

/** The connection check of this browser. */
export const browserCheck = (api: LoadApi): ConnectionCheck =>
  new ConnectionCheck({
    clock: browserClock,
    microphone: microphoneOf(browserAudio),
    config: () => asked(api, (worker) => worker.config()),
    token: () => asked(api, async (worker) => (await worker.token()).token),
    load: async () => (await import('../call/twilio-voice.ts')).testConnection,
  });

async function asked<T>(api: LoadApi, ask: (worker: Awaited<ReturnType<LoadApi>>) => Promise<T>): Promise<T> {
  try {
    return await ask(await api());
  } catch (thrown) {
    throw new Trouble({ code: navigator.onLine ? 'server-unavailable' : 'offline' }, thrown);
  }
}
