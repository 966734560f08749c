import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  /** Form-encoded; null for a GET. */
  body: string | null;
}

export interface HttpAnswer {
  status: number;
  contentType: string;
  body: Uint8Array;
}

/** `isConnected` false: nobody was reached, so the request may be tried again. */
export class UnreachableError extends Error {
  readonly isConnected: boolean;
  constructor(message: string, isConnected: boolean) {
    super(message);
    this.name = 'UnreachableError';
    this.isConnected = isConnected;
  }
}

/** One HTTP request. Rejects with {@link UnreachableError}; gives up when `signal` aborts. Redirects are not followed. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** Twilio waits 5 s for a connection (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides). */
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 10_000_000;

export const nodeTransport: Transport = (request, signal) =>
  new Promise((resolve, reject) => {
    const client = request.url.startsWith('https:') ? https : http;
    let isConnected = false;
    const fail = (message: string) => reject(new UnreachableError(message, isConnected));
    const outgoing = client.request(
      request.url,
      { method: request.method, headers: request.headers, signal, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_BODY_BYTES) answer.destroy(new Error('the answer is too long'));
          else chunks.push(chunk);
        });
        answer.on('error', (error) => fail(error.message));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            contentType: answer.headers['content-type'] ?? '',
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('socket', (socket) => {
      const timer = setTimeout(() => outgoing.destroy(new Error('no connection within 5 s')), CONNECT_TIMEOUT_MS);
      const stop = () => clearTimeout(timer);
      socket.once('connect', () => {
        isConnected = true;
        stop();
      });
      socket.once('close', stop);
    });
    outgoing.on('error', (error) => fail(error.message));
    outgoing.end(request.body ?? undefined);
  });
