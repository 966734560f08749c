import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { configOf } from './config.ts';
import { log, messageOf } from './log.ts';
import { placeNear } from './placement.ts';
import type { Ports, RequestVariables } from './ports.ts';
import { Problem, problemResponse } from './problem.ts';
import type { E164 } from './protocol.ts';
import { problemSentence, SETUP_PAGE, setupPage } from './setup-page.ts';

export type WorkerEnv = { Bindings: Cloudflare.Env; Variables: RequestVariables };

/** Puts configuration and ports on the request. An incomplete configuration ends it here, in words. */
export const wired = createMiddleware<WorkerEnv>(async function wired(c, next) {
  const { config, problems } = configOf(c.env);
  if (problems) {
    log.error('not-configured', { problems: problems.map(problemSentence).join(' ') });
    const isNavigation = ['GET', 'HEAD'].includes(c.req.method) && c.req.header('Accept')?.includes('text/html');
    if (!isNavigation) throw new Problem('not_configured');
    const page = await c.env.ASSETS.fetch(SETUP_PAGE);
    return setupPage(page, { problems, url: c.req.url, accepts: c.req.header('Accept-Language') ?? '' });
  }
  c.set('config', config);
  c.set('ports', portsOf(c.env, config.lines[0].number));
  return next();
});

function portsOf(env: Cloudflare.Env, mainLine: E164): Ports {
  const object = env.SWITCHBOARD.idFromName('workspace');
  const locationHint = placeNear(mainLine);
  return {
    // A stub that failed once may go on failing, so each question has one of its own
    // (https://developers.cloudflare.com/durable-objects/best-practices/error-handling/).
    get exchange() {
      return env.SWITCHBOARD.get(object, { locationHint });
    },
    directory: env.IDENTITIES,
    signInLimit: env.SIGN_IN_LIMIT,
    tokenLimit: env.TOKEN_LIMIT,
  };
}

/** The one place where an error becomes an answer. */
export function onError(error: Error, c: Context<WorkerEnv>): Response {
  if (error instanceof Problem) {
    if (error.cause !== undefined) log.error(error.code, { path: c.req.path, cause: messageOf(error.cause) });
    return problemResponse(error.code, error.details);
  }
  if (error instanceof HTTPException && error.status < 500) return problemResponse('bad_request');
  log.error('internal', { path: c.req.path, error: messageOf(error) });
  return problemResponse('internal');
}
