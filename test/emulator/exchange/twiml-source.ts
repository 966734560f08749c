import { parseTwiml } from '../twiml/parser.ts';
import { urlsOf } from '../twiml/urls.ts';
import { TwimlError } from '../twiml/element.ts';
import { coreParameters } from '../webhooks/parameters.ts';
import { textOf } from '../webhooks/delivery.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Leg } from './leg.ts';
import type { Method, TwimlDocument } from '../twiml/nodes.ts';

/** Where the next TwiML comes from: asked of a URL, or handed over as it is. */
export type TwimlSource =
  | { kind: 'url'; url: string; method: Method; params: Record<string, string>; fallbackUrl?: string | null }
  | { kind: 'inline'; twiml: string };

export interface LoadedTwiml {
  document: TwimlDocument;
  /** What relative URLs in the document are relative to; null for inline TwiML. */
  baseUrl: string | null;
}

type Attempt = { ok: true; loaded: LoadedTwiml } | { ok: false; code: number; message: string };

const XML_TYPES = ['text/xml', 'application/xml', 'text/html', 'application/twiml+xml'];

/**
 * Gets and reads a TwiML document. When its URL fails or answers something that is not TwiML, the leg's fallback URL is asked
 * once, with `ErrorCode` and `ErrorUrl`. Null when that failed as well; every failure is in the call's timeline.
 */
export async function loadTwiml(
  leg: Leg,
  source: TwimlSource,
  deps: { accountSid: string; webhooks: Webhooks },
): Promise<LoadedTwiml | null> {
  const first = await attempt(leg, source, deps);
  if (first.ok) return first.loaded;
  leg.call.note('error', first.message, { code: first.code });
  const fallbackUrl = source.kind === 'url' && source.fallbackUrl !== undefined ? source.fallbackUrl : leg.fallbackUrl;
  if (fallbackUrl === null || !leg.call.isAlive) return null;
  const failed = source.kind === 'url' ? source.url : '';
  const params = { ErrorCode: String(first.code), ErrorUrl: failed };
  const second = await attempt(leg, { kind: 'url', url: fallbackUrl, method: 'POST', params }, deps);
  if (second.ok) return second.loaded;
  leg.call.note('error', second.message, { code: second.code });
  return null;
}

async function attempt(
  leg: Leg,
  source: TwimlSource,
  deps: { accountSid: string; webhooks: Webhooks },
): Promise<Attempt> {
  if (source.kind === 'inline') return withAbsoluteUrls(read(source.twiml, null));
  // A custom parameter of an SDK's call never replaces one of Twilio's own.
  const params = { ...source.params, ...coreParameters(deps.accountSid, leg.call) };
  const result = await deps.webhooks({ kind: 'twiml', call: leg.call, method: source.method, url: source.url, params });
  if (!result.ok) return result;
  const type = result.answer.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!XML_TYPES.includes(type))
    return { ok: false, code: 12300, message: `Invalid Content-Type: "${type}" is not XML` };
  return read(textOf(result.answer), source.url);
}

function read(twiml: string, baseUrl: string | null): Attempt {
  try {
    return { ok: true, loaded: { document: parseTwiml(twiml), baseUrl } };
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

/** TwiML that came with a REST request is nowhere, so that nothing can be relative to it (https://www.twilio.com/docs/api/errors/15004). */
function withAbsoluteUrls(attempt: Attempt): Attempt {
  const relative = attempt.ok ? urlsOf(attempt.loaded.document).find((url) => !URL.canParse(url)) : undefined;
  if (relative === undefined) return attempt;
  return { ok: false, code: 15004, message: `"${relative}" must be absolute in TwiML that comes with a REST request` };
}

/** An URL of a document, made absolute. */
export function absolute(url: string, baseUrl: string | null): string {
  if (url === '') return baseUrl ?? '';
  return URL.parse(url, baseUrl ?? undefined)?.href ?? url;
}
