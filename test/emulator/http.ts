import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Anything that answers a fetch request, such as a Hono app. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** Thrown instead of an answer: the connection is cut off, as if the server had gone. */
export class CutOff extends Error {}

const MAX_BODY_BYTES = 1_000_000;
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Whether a request is for this machine by one of its loopback names and, when a page made it, from a page of this very server.
 * Comparing Origin with Host alone would let in a page whose own name was made to point here (DNS rebinding).
 */
export function isFromHere({ host = '', origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>): boolean {
  return LOOPBACK_HOST.test(host) && (origin === undefined || origin === `http://${host}`);
}

export function pathOf(request: IncomingMessage): string {
  return URL.parse(request.url ?? '', 'http://localhost')?.pathname ?? '';
}

/** Answers a WebSocket handshake with a refusal such as `403 Forbidden`, and lets go of the connection. */
export function refuseUpgrade(stream: Duplex, status: string): void {
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy());
}

/** Hands a request of Node's server to a function in the platform's own terms, and its answer back, as it streams. */
export async function serve(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const controller = new AbortController();
  outgoing.on('close', () => controller.abort());
  try {
    const response = await answer(await requestOf(incoming, controller.signal));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body !== null) {
      const reader = response.body.getReader();
      outgoing.on('close', () => void reader.cancel().catch(() => undefined));
      for (let part = await reader.read(); !part.done; part = await reader.read()) outgoing.write(part.value);
    }
    outgoing.end();
  } catch (error) {
    if (error instanceof CutOff) return void incoming.socket.destroy();
    console.error(error);
    if (!outgoing.headersSent) outgoing.writeHead(500, { 'Content-Type': 'text/plain' });
    outgoing.end('The emulator failed; its log says why.');
  }
}

async function requestOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  const method = incoming.method ?? 'GET';
  const url = `http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`;
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the request is too long');
    chunks.push(part);
  }
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}
