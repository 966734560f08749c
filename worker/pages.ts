import { Hono } from 'hono/tiny';
import type { WorkerEnv } from './wiring.ts';
import { Problem } from './problem.ts';
import { el, text } from './twilio/xml.ts';

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

/** What a deployment shows until it is set up: the names of what is missing, never a value. */
export function setupPage(problems: string[]): string {
  const page = el(
    'html',
    { lang: 'en' },
    el('head', {}, el('meta', { charset: 'utf-8' }), el('title', {}, text('Bakelite'))),
    el(
      'body',
      {},
      el('h1', {}, text('Bakelite')),
      el('p', {}, text('This telephone is not set up yet.')),
      el('p', { lang: 'fr' }, text('Ce téléphone n’est pas encore configuré.')),
      el('ul', {}, ...problems.map((problem) => el('li', {}, text(problem)))),
    ),
  );
  return `<!doctype html>${page}`;
}
