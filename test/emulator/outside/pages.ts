import { createReadStream, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { pathOf } from '../http.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

const ROOT = join(import.meta.dirname, 'page');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
};

function fileOf(path: string): string | null {
  if (path === '/') return join(ROOT, 'index.html');
  if (!path.startsWith('/outside/')) return null;
  const file = normalize(join(ROOT, path.slice('/outside/'.length)));
  return file.startsWith(ROOT + sep) ? file : null;
}

/** Serves the outside-world page: `/` and `/outside/*`. False when the request is for somebody else. */
export function handleOutside(request: IncomingMessage, response: ServerResponse): boolean {
  const file = fileOf(pathOf(request));
  const type = file && TYPES[extname(file)];
  if (!file || !type || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return false;
  response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
  return true;
}
