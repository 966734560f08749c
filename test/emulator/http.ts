import type { IncomingMessage, ServerResponse } from 'node:http';

/** Anything that answers a fetch request, such as a Hono app. */
export type Answer = (request: Request) => Response | Promise<Response>;

const MAX_BODY_BYTES = 1_000_000;

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
