import { createMiddleware } from 'hono/factory';
import { type Config, configOf } from './config.ts';
import { responseHeaders } from './headers.ts';
import type { WorkerEnv } from './wiring.ts';

/** Regions whose event gateway the SDK may choose by itself, after the account's home region. */
const HOME_REGIONS = ['us1', 'ie1', 'au1', 'jp1'];

/** Puts the security headers on every answer. What storage says is never cached. */
export const hardened = createMiddleware<WorkerEnv>(async function hardened(c, next) {
  await next();
  const { config } = configOf(c.env);
  const isHttps = config?.publicUrl.startsWith('https:') ?? false;
  // A response of the assets layer is immutable; a copy is not.
  const response = new Response(c.res.body, c.res);
  for (const [name, value] of Object.entries(responseHeaders(config ? connectSources(config) : [], isHttps)))
    response.headers.set(name, value);
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
  c.res = response;
});

/**
 * Where the browser connects to: our own WebSocket, which `'self'` does not mean in Safari before 16; and the SDK's, which once
 * connected may move to the edge or the region that Twilio names.
 */
function connectSources({ endpoints, isSignalingOverridden, publicUrl }: Config): string[] {
  const signaling = isSignalingOverridden ? [endpoints.signaling] : [endpoints.signaling, 'wss://*.twilio.com'];
  const insights = endpoints.insights === null ? [] : [endpoints.insights];
  const elsewhere = insights.includes('https://eventgw.twilio.com')
    ? HOME_REGIONS.map((region) => `https://eventgw.${region}.twilio.com`)
    : [];
  return [publicUrl.replace(/^http/, 'ws'), ...signaling, ...insights, ...elsewhere];
}
