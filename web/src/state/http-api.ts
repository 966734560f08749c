import { hc } from 'hono/client';
import * as v from 'valibot';
import type { Api as WorkerApi } from '../../../worker/api/index.ts';
import {
  ApiError,
  Blocked,
  Config,
  Contacts,
  Devices,
  NewCode,
  Outcome,
  People,
  Registered,
  Token,
} from '../../../worker/protocol.ts';
import { timeouts } from '../call/timeouts.ts';
import { ApiFailure, failureOf, signedInKey, type Api } from './api.ts';
import type { Answer } from './http-api/answers.ts';
import { createCallsApi, lasting } from './http-api/calls.ts';
import { indexedDbShelf, type Answers } from './shelf.ts';

/** The Worker's JSON routes over `fetch`; answers are parsed and kept, refusals become `ApiFailure`. A chunk of its own. */
export function createHttpApi({ onSignedOut }: { onSignedOut: () => void }): Api {
  const { api } = hc<WorkerApi>('/', { fetch: timedFetch });
  const shelf = indexedDbShelf();
  /** Grows when somebody leaves: what they still asked for is not kept for the next one. */
  let stay = 0;
  /** Whoever leaves by their own tap is not told that they were signed out. */
  let isLeaving = false;
  // Another tab of this browser signed out: the cookie they share is gone.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === signedInKey && newValue === null) signedOut();
  });

  function leave(): void {
    stay += 1;
    void shelf.clear();
  }

  function signedOut(): void {
    if (isLeaving) return;
    leave();
    onSignedOut();
  }

  async function kept<Name extends keyof Answers>(name: Name, asked: Promise<Answers[Name]>): Promise<Answers[Name]> {
    const keep = keeping();
    const value = await asked;
    keep(name, value);
    return value;
  }

  function keeping(): ReturnType<Api['keeping']> {
    const stayed = stay;
    return (name, value) => {
      if (stayed === stay) void shelf.write(name, value, new Date().toISOString());
    };
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
    if (response.status === 401) signedOut();
    if (!body.success) return new ApiFailure('unreadable', response.status);
    const { code, by = '', isMine = true, reason } = body.output.error;
    return new ApiFailure(code, response.status, undefined, { answerer: { name: by, isMine }, reason });
  }

  return {
    config: () => kept('config', answer(Config, api.config.$get())),
    async signIn(code) {
      isLeaving = false;
      await done(api.session.$post({ json: { code } }));
    },
    async signOut() {
      isLeaving = true;
      try {
        await done(api.session.$delete());
        leave();
      } catch (thrown) {
        if (failureOf(thrown).code === 'signed_out') leave();
        else isLeaving = false;
        throw thrown;
      }
    },
    signedOut,
    thisDevice: async () => (await answer(Registered, api.session.$get())).device,
    registerIdentity: async (label) =>
      (await answer(Registered, api['register-identity'].$post({ json: { label } }))).device,
    token: () => answer(Token, api.token.$post()),
    ...createCallsApi(api, { answer, done }),
    outcome: async (sid) => (await answer(Outcome, api.calls[':sid'].outcome.$get({ param: { sid } }))).call,
    devices: () =>
      kept(
        'devices',
        answer(Devices, api.devices.$get()).then(({ devices }) => devices),
      ),
    cutOff: (id) => done(api.devices[':id'].$delete({ param: { id } })),
    newCode: (whose) => answer(NewCode, api.codes.$post({ json: whose })),
    people: () =>
      kept(
        'people',
        answer(People, api.people.$get()).then(({ people }) => people),
      ),
    renameMe: (name) => done(api.people.me.$patch({ json: { name } })),
    removePerson: (id) => done(api.people[':id'].$delete({ param: { id } })),
    nameLine: (number, label) => done(api.lines[':number'].$put({ param: { number }, json: { label } })),
    chooseRecording: (number, recording) => done(api.lines[':number'].$put({ param: { number }, json: { recording } })),
    // Sound, not JSON: the typed client does not know it.
    askForRecording: (sid) => done(timedFetch(`/api/recordings/${sid}`, { headers: { Range: 'bytes=0-0' } })),
    eraseRecording: (sid) => done(timedFetch(`/api/recordings/${sid}`, { method: 'DELETE' })),
    askToAnswer: (sid) => done(api.calls[':sid'].answering.$post({ param: { sid } })),
    mayAskToAnswer: (sid) => done(api.calls[':sid'].answering.$get({ param: { sid } })),
    releaseAnswer: (sid) => done(api.calls[':sid'].answering.$delete({ param: { sid } }, lasting)),
    decline: (sid) => done(api.calls[':sid'].decline.$post({ param: { sid } }, lasting)),
    contacts: (since) => answer(Contacts, api.contacts.$get({ query: since === null ? {} : { since: String(since) } })),
    saveContacts: (contacts) => done(api.contacts.$post({ json: { contacts: [...contacts] } })),
    eraseContact: (id) => done(api.contacts[':id'].$delete({ param: { id } })),
    blocked: () =>
      kept(
        'blocked',
        answer(Blocked, api.blocked.$get()).then(({ numbers }) => numbers),
      ),
    block: (number) => done(api.blocked[':number'].$put({ param: { number } })),
    unblock: (number) => done(api.blocked[':number'].$delete({ param: { number } })),
    kept: (name) => shelf.read(name),
    keeping,
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
