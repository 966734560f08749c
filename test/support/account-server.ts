import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount } from './emulated-account.ts';
import { officialClient } from './official-client.ts';

export interface AskedOfServer {
  path: string;
  params: Record<string, string>;
  /** Twilio's own helper accepts the signature. */
  isValid: boolean;
}

/** A server of an account that answers what it is told to by path, an emulator that asks it, and Twilio's own client for that. */
export async function startAccountServer() {
  const asked: AskedOfServer[] = [];
  const answers: Record<string, string | { type: string; body: Uint8Array }> = {};
  let authToken = '';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const params = Object.fromEntries(new URLSearchParams(body));
    const url = `http://${request.headers.host}${request.url}`;
    const isValid = twilio.validateRequest(authToken, String(request.headers['x-twilio-signature']), url, params);
    const path = new URL(url).pathname;
    asked.push({ path, params, isValid });
    const answer = answers[path] ?? '<Response/>';
    if (typeof answer === 'string') response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(answer);
    else response.writeHead(200, { 'Content-Type': answer.type }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const account = emulatedAccount(url);
  ({ authToken } = account);
  const emulator: Emulator = await createEmulator({ account, port: 0, seed: 1 });
  return {
    account,
    answers,
    asked,
    emulator,
    url,
    client: officialClient(emulator.url, account.accountSid, authToken, account.accountSid),
    async close() {
      await emulator.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type AccountServer = Awaited<ReturnType<typeof startAccountServer>>;
