import { createServer, request as ask } from 'node:http';
import { pipeline } from 'node:stream';
import { constants, createBrotliCompress } from 'node:zlib';

const COMPRESSIBLE = /^(text|image\/svg|application\/(javascript|json))/;

/** Cloudflare compresses what it serves (https://developers.cloudflare.com/speed/optimization/content/compression/); the local runtime does not. */
const likeCloudflare = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Serves at `port` what is served at `from`, an http origin of this machine, its text compressed with brotli. */
export async function brotliProxy(options: { port: number; from: string }): Promise<{ stop(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    const { method, headers, url } = asked;
    const upstream = ask(`${options.from}${url}`, { method, headers: { ...headers, 'accept-encoding': 'identity' } });
    upstream.on('error', () => answer.destroy());
    answer.on('close', () => upstream.destroy());
    upstream.on('response', (found) => {
      if (answer.destroyed) return;
      const status = found.statusCode ?? 502;
      const isText = COMPRESSIBLE.test(found.headers['content-type'] ?? '') && method === 'GET' && status === 200;
      if (!isText || !String(headers['accept-encoding']).includes('br')) {
        answer.writeHead(status, found.headers);
        pipeline(found, answer, () => {});
        return;
      }
      const { 'content-length': _, ...kept } = found.headers;
      answer.writeHead(status, { ...kept, 'content-encoding': 'br', vary: 'accept-encoding' });
      pipeline(found, createBrotliCompress(likeCloudflare), answer, () => {});
    });
    pipeline(asked, upstream, () => {});
  });
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
