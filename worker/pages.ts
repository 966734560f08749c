import { Hono } from 'hono/tiny';
import { languageOf } from './accept-language.ts';
import type { WorkerEnv } from './wiring.ts';
import { Problem } from './problem.ts';

/**
 * Everything that is not a route: the app's shell and its files, by the assets layer. A page that a browser opens is the shell
 * whatever its path; a file that is not there is not: an old page must not be handed the shell as a piece of its code.
 */
export const pages = new Hono<WorkerEnv>()
  // One address, so that the page is one page: the words inside follow the browser's languages.
  .get('/manifest.webmanifest', async (c) => {
    const name = `manifest.${languageOf(c.req.header('Accept-Language') ?? '')}.webmanifest`;
    const file = await c.env.ASSETS.fetch(new Request(new URL(name, c.req.url), c.req.raw));
    const response = new Response(file.body, file);
    response.headers.set('Content-Type', 'application/manifest+json');
    response.headers.set('Cache-Control', 'no-cache');
    response.headers.set('Vary', 'Accept-Language');
    return response;
  })
  .on(['GET', 'HEAD'], '*', async (c) => {
    const file = await c.env.ASSETS.fetch(c.req.raw);
    const isPage = c.req.header('Accept')?.includes('text/html') === true;
    const answer = file.status === 404 && isPage ? await c.env.ASSETS.fetch(new URL('/', c.req.url)) : file;
    if (!answer.headers.get('Content-Type')?.startsWith('text/html')) return answer;
    const page = new Response(answer.body, answer);
    // What somebody on the way adds to the page, its policy refuses; and a device does not keep a page that is not ours.
    page.headers.append('Cache-Control', 'no-transform');
    return page;
  })
  .all('*', () => {
    throw new Problem('not_found');
  });
