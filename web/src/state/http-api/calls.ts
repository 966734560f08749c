import type { hc } from 'hono/client';
import * as v from 'valibot';
import type { Api as WorkerApi } from '../../../../worker/api/index.ts';
import { CallDetail, Calls, Erased, HangUpInput, Settings } from '../../../../worker/protocol.ts';
import type { Api } from '../api.ts';
import type { Answers } from './answers.ts';

type Client = ReturnType<typeof hc<WorkerApi>>['api'];
type CallsApi = Pick<
  Api,
  | 'calls'
  | 'callDetail'
  | 'annotate'
  | 'tellQuality'
  | 'markSeen'
  | 'eraseCall'
  | 'eraseAll'
  | 'settings'
  | 'changeSettings'
  | 'steer'
  | 'sayHangUp'
>;

/** Goes out also when the page closes meanwhile (https://fetch.spec.whatwg.org/#request-keepalive-flag). */
export const lasting = { init: { keepalive: true } };

/** History and how long it is kept. */
export function createCallsApi(api: Client, { answer, done }: Answers): CallsApi {
  return {
    calls: ({ before, limit, filter, line, words } = {}) =>
      answer(
        Calls,
        api.calls.$get({
          query: {
            ...(before === undefined ? {} : { before: String(before) }),
            ...(limit === undefined ? {} : { limit: String(limit) }),
            ...(filter === undefined ? {} : { filter }),
            ...(line === undefined ? {} : { line }),
            ...(words ? { q: words.slice(0, 100) } : {}),
          },
        }),
      ),
    callDetail: (sid) => answer(CallDetail, api.calls[':sid'].$get({ param: { sid } })),
    annotate: (sid, note) => done(api.calls[':sid'].note.$put({ param: { sid }, json: { note } })),
    tellQuality: (sid, json) => done(api.calls[':sid'].quality.$put({ param: { sid }, json }, lasting)),
    markSeen: (upTo) => done(api.calls.seen.$post({ json: { upTo } })),
    eraseCall: (sid) => done(api.calls[':sid'].$delete({ param: { sid } }, lasting)),
    async eraseAll(upTo) {
      while (!(await answer(Erased, api.calls.$delete({ json: { upTo } }))).isDone);
    },
    steer: (sid, json) => done(api.calls[':sid'].steering.$post({ param: { sid }, json })),
    async sayHangUp(sid, leg) {
      const json = v.parse(HangUpInput, { leg });
      await done(api.calls[':sid']['hang-up'].$post({ param: { sid }, json }, lasting));
    },
    settings: () => answer(Settings, api.settings.$get()),
    changeSettings: (settings) => done(api.settings.$put({ json: settings })),
  };
}
