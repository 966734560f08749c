import { callJson } from './call-json.ts';
import { callList } from './call-list.ts';
import { calledOf } from './called.ts';
import { twimlSourceOf, updateCall } from './call-update.ts';
import { invalid, notFound, RestError } from './errors.ts';
import type { RestDeps, RestRouter } from './routing.ts';
import type { TwimlSource } from '../exchange/twiml-source.ts';
import type { Fields } from './fields.ts';

/** The Call resource (https://www.twilio.com/docs/voice/api/call-resource). */
export function callRoutes({ on }: RestRouter, { account, ledger, exchange }: RestDeps): void {
  const { accountSid } = account;
  const callOf = (file: string, path: string) => {
    const sid = /^(CA[0-9a-f]{32})\.json$/.exec(file)?.[1];
    const call = sid === undefined ? null : ledger.find(sid);
    if (call === null) throw notFound(path);
    return call;
  };

  on('GET /Accounts/:account/Calls.json', (c, fields) => c.json(callList(accountSid, ledger.all(), fields)));
  on('POST /Accounts/:account/Calls.json', (c, fields) => {
    const source = sourceOf(fields);
    const called = calledOf(fields, { account, isVerified: exchange.isVerified });
    const call = exchange.place({ ...called, fallbackUrl: fields.url('FallbackUrl') ?? null }, source);
    return c.json(callJson(accountSid, call), 201);
  });
  on('GET /Accounts/:account/Calls/:file', (c) =>
    c.json(callJson(accountSid, callOf(c.req.param('file') ?? '', c.req.path))),
  );
  on('POST /Accounts/:account/Calls/:file', (c, fields) => {
    const call = callOf(c.req.param('file') ?? '', c.req.path);
    updateCall(exchange, call, fields.all);
    return c.json(callJson(accountSid, call));
  });

  /** One of Url, Twiml and ApplicationSid. */
  function sourceOf(fields: Fields): TwimlSource {
    const { Url, Twiml, ApplicationSid } = fields.all;
    if ([Url, Twiml, ApplicationSid].filter((field) => field !== undefined).length !== 1)
      throw invalid('Exactly one of Url, Twiml and ApplicationSid is needed');
    if (ApplicationSid === undefined) return twimlSourceOf(fields);
    const application = account.applications.find(({ sid }) => sid === ApplicationSid);
    if (application === undefined) throw new RestError(400, 21218, `Invalid ApplicationSid: ${ApplicationSid}`);
    const { voiceUrl: url, voiceMethod: method, voiceFallbackUrl: fallbackUrl = null } = application;
    return { kind: 'url', url, method, params: {}, fallbackUrl };
  }
}
