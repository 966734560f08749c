import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { every } from 'hono/combine';
import * as v from 'valibot';
import { MAX_BODY_BYTES } from '../body-size.ts';
import { log } from '../log.ts';
import type { RequestVariables } from '../ports.ts';
import { isSigned } from '../twilio/signature.ts';

/** Variables of a webhook: the form that Twilio signed. */
export type SignedEnv = { Variables: RequestVariables & { form: URLSearchParams } };

const check = createMiddleware<SignedEnv>(async function check(c, next) {
  const form = new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
  const { authTokens, publicUrl } = c.var.config;
  // Never Host or X-Forwarded-*: whoever sends a request writes those.
  const url = publicUrl + c.req.url.slice(new URL(c.req.url).origin.length);
  const signature = c.req.header('X-Twilio-Signature') ?? '';
  if (c.req.method !== 'POST' || !(await isSigned({ authTokens, url, form, signature }))) {
    log.warn('webhook-refused', { path: c.req.path });
    return c.text('Forbidden', 403);
  }
  c.set('form', form);
  return next();
});

/** Lets only Twilio through. The body is read once, and nothing of it is believed before its signature is. */
export const signed = every(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.text('Too large', 413) }), check);

/** The form by its schema, or null. Of a repeated key the first value counts. */
export function parseForm<T extends v.GenericSchema>(c: Context<SignedEnv>, schema: T): v.InferOutput<T> | null {
  const fields = Object.fromEntries([...c.var.form].reverse());
  const parsed = v.safeParse(schema, fields);
  if (!parsed.success) log.warn('webhook-unreadable', { path: c.req.path, field: v.getDotPath(parsed.issues[0]) });
  return parsed.success ? parsed.output : null;
}
