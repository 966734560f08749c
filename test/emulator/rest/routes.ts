import { Hono, type Context } from 'hono';
import { authenticationFailed, invalid, notFound, RestError } from './errors.ts';
import { callJson } from './call-json.ts';
import { callList, LIST_FIELDS } from './call-list.ts';
import { UPDATE_FIELDS, updateCall } from './call-update.ts';
import type { Account } from '../account.ts';
import type { Call } from '../exchange/call.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Ledger } from '../exchange/ledger.ts';

/**
 * The resources of the REST API that are emulated, under `/2010-04-01/Accounts/{AccountSid}`. Unlike Twilio, which
 * ignores what it does not know, an unknown field is an error here: it names the field.
 */
export function restRoutes({
  account,
  ledger,
  exchange,
}: {
  account: Account;
  ledger: Ledger;
  exchange: Exchange;
}): Hono {
  const app = new Hono();
  const callOf = (c: Context): Call => {
    const sid = /^(CA[0-9a-f]{32})\.json$/.exec(c.req.param('file') ?? '')?.[1];
    const call = sid === undefined ? null : ledger.find(sid);
    if (call === null) throw notFound(c.req.path);
    return call;
  };

  app.use('*', async (c, next) => {
    if (!isAllowed(account, c.req.header('Authorization'))) throw authenticationFailed();
    await next();
  });
  app.use('/Accounts/:account/*', async (c, next) => {
    if (c.req.param('account') !== account.accountSid) throw notFound(c.req.path);
    await next();
  });

  app.get('/Accounts/:account/Calls.json', (c) =>
    c.json(callList(account.accountSid, ledger.all(), onlyKnown(new URL(c.req.url).searchParams, LIST_FIELDS))),
  );
  app.get('/Accounts/:account/Calls/:file', (c) => c.json(callJson(account.accountSid, callOf(c))));
  app.post('/Accounts/:account/Calls/:file', async (c) => {
    const call = callOf(c);
    updateCall(exchange, call, onlyKnown(new URLSearchParams(await c.req.text()), UPDATE_FIELDS));
    return c.json(callJson(account.accountSid, call));
  });

  app.notFound((c) => {
    throw notFound(c.req.path);
  });
  app.onError((error, c) => {
    if (!(error instanceof RestError)) throw error;
    if (error.status === 401) c.header('WWW-Authenticate', 'Basic realm="Twilio API"');
    return c.json(error.toJSON(), error.status);
  });
  return app;
}

/** Basic auth with the account and its auth token, or with an API key and its secret. */
function isAllowed(account: Account, authorization: string | undefined): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  return [{ sid: account.accountSid, secret: account.authToken }, ...account.apiKeys].some(
    ({ sid, secret }) => given === `${sid}:${secret}`,
  );
}

function onlyKnown(params: URLSearchParams, known: readonly string[]): Record<string, string> {
  for (const name of params.keys()) {
    if (!known.includes(name)) throw invalid(`This emulator does not know the field "${name}"`);
    if (params.getAll(name).length > 1) throw invalid(`The field "${name}" is there more than once`);
  }
  return Object.fromEntries(params);
}
