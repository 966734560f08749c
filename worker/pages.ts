import { Hono } from 'hono/tiny';
import type { WorkerEnv } from './wiring.ts';
import { Problem } from './problem.ts';

/**
 * Everything that is not a route: the app's shell and its files, by the assets layer. A page that a browser opens is the shell
 * whatever its path; a file that is not there is not: an old page must not be handed the shell as a piece of its code.
 */
export const pages = new Hono<WorkerEnv>()
  .on(['GET', 'HEAD'], '*', async (c) => {
    const file = await c.env.ASSETS.fetch(c.req.raw);
    const isPage = c.req.header('Accept')?.includes('text/html') === true;
    return file.status === 404 && isPage ? c.env.ASSETS.fetch(new URL('/', c.req.url)) : file;
  })
  .all('*', () => {
    throw new Problem('not_found');
  });
