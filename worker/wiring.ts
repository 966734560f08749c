import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { configOf } from './config.ts';
import { log, messageOf } from './log.ts';
import { setupPage } from './pages.ts';
import type { Ports, RequestVariables } from './ports.ts';
import { Problem, problemResponse } from './problem.ts';

export type WorkerEnv = { Bindings: Cloudflare.Env; Variables: RequestVariables };

/** Puts configuration and ports on the request. An incomplete configuration ends it here, in words. */
export const wired = createMiddleware<WorkerEnv>(async function wired(c, next) {
  const { config, problems } = configOf(c.env);
  if (problems) {
    log.error('not-configured', { problems: problems.join(' ') });
    if (c.req.path.startsWith('/api/')) throw new Problem('not_configured');
    const isNavigation = c.req.method === 'GET' && (c.req.header('Accept') ?? '').includes('text/html');
    return isNavigation ? c.html(setupPage(problems), 503) : c.text('Not set up yet.', 503);
  }
  c.set('config', config);
  c.set('ports', portsOf(c.env));
  return next();
});

function portsOf(env: Cloudflare.Env): Ports {
  return {
    exchange: env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace')),
    directory: env.IDENTITIES,
    signInLimit: env.SIGN_IN_LIMIT,
    tokenLimit: env.TOKEN_LIMIT,
  };
}

/** The one place where an error becomes an answer. */
export function onError(error: Error, c: Context<WorkerEnv>): Response {
  if (error instanceof Problem) {
    if (error.cause !== undefined) log.error(error.code, { path: c.req.path, cause: messageOf(error.cause) });
    return problemResponse(error.code);
  }
  if (error instanceof HTTPException && error.status < 500) return problemResponse('bad_request');
  log.error('internal', { path: c.req.path, error: messageOf(error) });
  return problemResponse('internal');
}
