import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as v from 'valibot';
import { app } from '../../../worker/index.ts';
import * as protocol from '../../../worker/protocol.ts';

/** The deployment of `test/vitest.config.ts`, in the words of the tests. */
export const PUBLIC_URL = 'https://phone.example';
export const LINE = '+18195550100';
export const AUTH_TOKEN = 'the current auth token';
export const NEXT_AUTH_TOKEN = 'the next auth token';
export const OWNER_CODE = 'owner-c0de1';
export const OUTSIDE = '+15145550123';

/** A Call SID that reads as a number. */
export function callSid(n: number): protocol.CallSid {
  return v.parse(protocol.CallSid, `CA${n.toString(16).padStart(32, '0')}`);
}

let lastCaller = 0;
/** Every request of a stranger comes from another network, so that tests do not share a rate limit. */
function nextAddress(): string {
  lastCaller += 1;
  return `2001:db8:0:${lastCaller.toString(16)}::1`;
}

/** Asks the Worker, and unless `isPrompt` waits until what it does after its answer is done too. `path` is of PUBLIC_URL, or a URL. */
export async function ask(
  path: string,
  init: RequestInit = {},
  bindings: Cloudflare.Env = env,
  isPrompt = false,
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('CF-Connecting-IP')) headers.set('CF-Connecting-IP', nextAddress());
  const context = createExecutionContext();
  const response = await app.fetch(new Request(new URL(path, PUBLIC_URL), { ...init, headers }), bindings, context);
  if (!isPrompt) await waitOnExecutionContext(context);
  return response;
}

/** A browser: keeps its cookie, sends our origin and JSON. */
export class Browser {
  cookie = '';
  bindings: Cloudflare.Env = env;

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await ask(
      path,
      {
        method,
        headers: {
          Origin: PUBLIC_URL,
          ...(this.cookie ? { Cookie: this.cookie } : {}),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      this.bindings,
    );
    const cookie = response.headers.get('Set-Cookie');
    if (cookie) this.cookie = cookie.split(';', 1)[0] ?? '';
    return response;
  }

  async signsIn(code: string): Promise<protocol.Device> {
    const response = await this.send('POST', '/api/session', { code });
    return v.parse(protocol.Registered, await response.json()).device;
  }

  async registers(label: string): Promise<Omit<OurDevice, 'browser'>> {
    const response = await this.send('POST', '/api/register-identity', { label });
    const { device } = v.parse(protocol.Registered, await response.json());
    return { id: device.id, person: device.person, identity: v.parse(protocol.Identity, device.identity) };
  }

  /** For this person's next device, or for somebody new of this name. */
  async makesCode(name?: string): Promise<string> {
    const body = name === undefined ? undefined : { name };
    return v.parse(protocol.NewCode, await (await this.send('POST', '/api/codes', body)).json()).code;
  }

  async calls(): Promise<protocol.Calls> {
    return v.parse(protocol.Calls, await (await this.send('GET', '/api/calls')).json());
  }

  async recents(): Promise<protocol.Conversation[]> {
    return (await this.calls()).calls;
  }

  async outcome(sid: string): Promise<protocol.Conversation> {
    return v.parse(protocol.Outcome, await (await this.send('GET', `/api/calls/${sid}/outcome`)).json()).call;
  }
}

/** A registered device of one of us. */
export interface OurDevice {
  browser: Browser;
  id: string;
  person: protocol.PersonId;
  identity: protocol.Identity;
}

/** Ann's laptop: the owner, signed in and registered. */
export async function ann(): Promise<OurDevice> {
  const browser = new Browser();
  await browser.signsIn(OWNER_CODE);
  return { browser, ...(await browser.registers('Ann’s laptop')) };
}

/** Somebody else of us, with one registered device. `host` is the owner's. */
export async function colleague(host: Browser, name: string): Promise<OurDevice> {
  const browser = new Browser();
  await browser.signsIn(await host.makesCode(name));
  return { browser, ...(await browser.registers(`${name}’s phone`)) };
}

/** One more registered device of the same person. */
export async function another(host: Browser, label: string): Promise<OurDevice> {
  const browser = new Browser();
  await browser.signsIn(await host.makesCode());
  return { browser, ...(await browser.registers(label)) };
}

export async function errorCode(response: Response): Promise<protocol.ErrorCode> {
  return v.parse(protocol.ApiError, await response.json()).error.code;
}
