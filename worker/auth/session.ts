import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { Problem } from '../problem.ts';
import type { RequestVariables } from '../ports.ts';
import type { Device } from '../protocol.ts';
import { within } from '../within.ts';
import { hashOf } from './secret.ts';

/** Variables of a route for signed-in people. */
export type SignedInEnv = { Variables: RequestVariables & { device: Device } };

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;
/** Longest a JSON route waits for storage. */
const STORAGE_MS = 5000;

/** Waits for storage, and says so in words when it does not answer. */
export async function stored<T>(work: () => Promise<T>): Promise<T> {
  const result = await within(STORAGE_MS, work);
  if (!result.ok) throw new Problem('unavailable', result.error);
  return result.value;
}

/** The scheme of PUBLIC_URL chooses the name: a `__Host-` cookie needs https (RFC 6265bis, 4.1.3.2). */
function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-bakelite' : 'bakelite';
}

type AnyContext = Context<SignedInEnv>;

/** Hash of the session that the browser sent, if it sent any. */
export async function sessionHashOf(c: AnyContext): Promise<string | null> {
  const secret = getCookie(c, cookieName(c.var.config.publicUrl));
  return secret ? hashOf(secret) : null;
}

/** Hands the browser its session. */
export function keepSession(c: AnyContext, secret: string): void {
  setCookie(c, cookieName(c.var.config.publicUrl), secret, { ...cookieOptions(c), maxAge: ONE_YEAR_SECONDS });
}

export function forgetSession(c: AnyContext): void {
  deleteCookie(c, cookieName(c.var.config.publicUrl), cookieOptions(c));
}

function cookieOptions(c: AnyContext) {
  const secure = c.var.config.publicUrl.startsWith('https:');
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
}

/** Lets signed-in devices through, and says which one speaks. Asked of the object every time: cut off means at once. */
export const signedIn = createMiddleware<SignedInEnv>(async function signedIn(c, next) {
  const hash = await sessionHashOf(c);
  const device = hash && (await stored(() => c.var.ports.exchange.deviceOfSession(hash, Date.now())));
  if (!device) throw new Problem('signed_out');
  c.set('device', device);
  await next();
});

/** Refuses what another site's page could make a browser send: every change must come from our own origin, as JSON. */
export const sameOrigin = createMiddleware<{ Variables: RequestVariables }>(async function sameOrigin(c, next) {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  if (c.req.header('Origin') !== c.var.config.publicUrl) throw new Problem('forbidden');
  const type = c.req.header('Content-Type');
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) throw new Problem('bad_request');
  return next();
});
