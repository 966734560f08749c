import { hc } from 'hono/client';
import * as v from 'valibot';
import type { Api as WorkerApi } from '../../../worker/api/index.ts';
import { ApiError, Calls, Config, Devices, NewCode, Outcome, Registered, Token } from '../../../worker/protocol.ts';
import { timeouts } from '../call/timeouts.ts';
import { ApiFailure, signedInKey, type Api } from './api.ts';
import { indexedDbShelf, type Answers } from './shelf.ts';

/** What is needed of a response: the typed ones of `hc` and the browser's own both have it. */
type Answer = Pick<Response, 'ok' | 'status'> & { json(): Promise<unknown> };

/** The Worker's JSON routes over `fetch`; answers are parsed and kept, refusals become `ApiFailure`. A chunk of its own. */
export function createHttpApi({ onSignedOut }: { onSignedOut: () => void }): Api {
  const { api } = hc<WorkerApi>('/', { fetch: timedFetch });
  const shelf = indexedDbShelf();
  /** Grows when somebody leaves: what they still asked for is not kept for the next one. */
  let stay = 0;
  // Another tab of this browser signed out: the cookie they share is gone.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== signedInKey || newValue !== null) return;
    leave();
    onSignedOut();
  });

  function leave(): void {
    stay += 1;
    void shelf.clear();
  }

  async function kept<Name extends keyof Answers>(name: Name, asked: Promise<Answers[Name]>): Promise<Answers[Name]> {
    const stayed = stay;
    const value = await asked;
    if (stayed === stay) void shelf.write(name, value, new Date().toISOString());
    return value;
  }

  /** The parsed answer. A 401 also tells the session. */
  async function answer<S extends v.GenericSchema>(schema: S, asked: Promise<Answer>): Promise<v.InferOutput<S>> {
    const response = await asked;
    if (!response.ok) throw await refusal(response);
    return parsed(schema, response);
  }

  async function done(asked: Promise<Answer>): Promise<void> {
    const response = await asked;
    if (!response.ok) throw await refusal(response);
  }

  async function refusal(response: Answer): Promise<ApiFailure> {
    const body = v.safeParse(ApiError, await response.json().catch(() => null));
    if (response.status === 401) {
      leave();
      onSignedOut();
    }
    return new ApiFailure(body.success ? body.output.error.code : 'unreadable', response.status);
  }

  return {
    config: () => kept('config', answer(Config, api.config.$get())),
    signIn: (code) => done(api.session.$post({ json: { code } })),
    async signOut() {
      await done(api.session.$delete());
      leave();
    },
    thisDevice: async () => (await answer(Registered, api.session.$get())).device,
    registerIdentity: async (label) =>
      (await answer(Registered, api['register-identity'].$post({ json: { label } }))).device,
    token: () => answer(Token, api.token.$post()),
    calls: () => kept('calls', answer(Calls, api.calls.$get())),
    outcome: async (sid) => (await answer(Outcome, api.calls[':sid'].outcome.$get({ param: { sid } }))).call,
    devices: () =>
      kept(
        'devices',
        answer(Devices, api.devices.$get()).then(({ devices }) => devices),
      ),
    cutOff: (id) => done(api.devices[':id'].$delete({ param: { id } })),
    newCode: () => answer(NewCode, api.codes.$post({ json: {} })),
    kept: (name) => shelf.read(name),
  };
}

async function parsed<S extends v.GenericSchema>(schema: S, response: Answer): Promise<v.InferOutput<S>> {
  const body = v.safeParse(schema, await response.json().catch(() => null));
  if (!body.success) throw new ApiFailure('unreadable', response.status);
  return body.output;
}

/** `fetch` that gives up after `timeouts.rest` and rejects with an `ApiFailure` only. */
async function timedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(input, { ...init, signal: AbortSignal.timeout(timeouts.rest.ms) });
  } catch (thrown) {
    const isTimeout = thrown instanceof DOMException && thrown.name === 'TimeoutError';
    throw new ApiFailure(isTimeout ? 'timeout' : 'unreachable', 0, thrown);
  }
}
