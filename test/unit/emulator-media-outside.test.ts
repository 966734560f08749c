import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { attachOutsideAudio } from '../emulator/outside/audio.ts';
import { handleOutside } from '../emulator/outside/pages.ts';
import type { Server } from 'node:http';
import type { OutsideAudio } from '../emulator/outside/audio.ts';

const NUMBER = '+15145550123';
let server: Server;
let audio: OutsideAudio;
let host: string;
let pages: WebSocket[];

beforeEach(async () => {
  pages = [];
  server = createServer((request, response) => {
    if (!handleOutside(request, response)) response.writeHead(404).end();
  });
  audio = attachOutsideAudio(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterEach(() => {
  for (const page of pages) page.terminate();
  audio.close();
  server.closeAllConnections();
  server.close();
});

async function sit(query = `number=${encodeURIComponent(NUMBER)}`, origin = `http://${host}`): Promise<WebSocket> {
  const page = new WebSocket(`ws://${host}/_emulator/outside?${query}`, { origin });
  pages.push(page);
  await once(page, 'open');
  return page;
}

const frame = (mark: number) => Buffer.from(new Int16Array(160).fill(mark).buffer);

describe('the person at the page', () => {
  it('is heard frame by frame, and no more once the page is closed', async () => {
    const microphone = audio.microphone(NUMBER);
    expect(microphone.next()).toBeNull();
    const page = await sit();
    expect(audio.isOpen(NUMBER)).toBe(true);
    for (const mark of [-3, 4, 5]) page.send(frame(mark));
    await expect.poll(() => microphone.next()?.[0]).toBe(-3);
    expect(microphone.next()?.[159]).toBe(4);
    page.terminate();
    await expect.poll(() => audio.isOpen(NUMBER)).toBe(false);
    expect(microphone.next()).toBeNull();
  });

  it('hears what is played to their number and nothing that is for others', async () => {
    const page = await sit(`number=${NUMBER}`);
    const heard: number[] = [];
    page.on('message', (data) => heard.push(Buffer.isBuffer(data) ? data.readInt16LE(0) : NaN));
    audio.play('+15145550199', new Int16Array(160).fill(1));
    audio.play(NUMBER, new Int16Array(160).fill(-2));
    await expect.poll(() => heard).toEqual([-2]);
  });

  it('has the microphone alone: of two pages, the last one opened', async () => {
    const first = await sit();
    const second = await sit();
    const microphone = audio.microphone(NUMBER);
    first.send(frame(1));
    first.send(frame(1));
    for (const mark of [2, 3]) second.send(frame(mark));
    await expect.poll(() => microphone.next()?.[0]).toBe(2);
    expect(microphone.next()?.[0]).toBe(3);
  });

  it('is put out when what they send is not sound', async () => {
    for (const nonsense of ['hello', Buffer.alloc(319), Buffer.alloc(0)]) {
      const page = await sit();
      const closed = once(page, 'close');
      page.send(nonsense);
      expect((await closed)[0]).toBe(1003);
    }
  });

  it('must come from this very server, with a telephone number', async () => {
    await expect(sit(undefined, 'https://elsewhere.example')).rejects.toThrow('403');
    await expect(sit('number=112')).rejects.toThrow('400');
    await expect(sit('')).rejects.toThrow('400');
  });
});

describe('the page itself', () => {
  const get = (path: string, init?: RequestInit) => fetch(`http://${host}${path}`, init);

  it('is served with everything it names, and nothing from anywhere else', async () => {
    const html = await (await get('/')).text();
    const named = [...html.matchAll(/(?:href|src)="([^"#]+)/g)].map(([, path]) => path ?? '');
    expect(named).toContain('/outside/main.js');
    for (const path of named) {
      expect(path).toMatch(/^\/outside\//);
      expect((await get(path)).status).toBe(200);
    }
  });

  it('may load and run only its own files', async () => {
    const { headers } = await get('/');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'self'/);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('is all there is to be had', async () => {
    for (const path of [
      '/outside/',
      '/outside/nothing.js',
      '/outside/..%2fpages.ts',
      '/outside/%2e%2e/pages.ts',
      '/outside//etc/passwd',
      '/x',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/', { method: 'POST' })).status).toBe(404);
  });

  it('has every word in both languages', async () => {
    const source = await (await get('/outside/words.js')).text();
    const [english = '', french = ''] = source.split(/^ {2}fr: \{$/m);
    const keysOf = (text: string) => [...text.matchAll(/^ {4}'?([\w-]+)'?: /gm)].map(([, key]) => key);
    expect(keysOf(french)).toEqual(keysOf(english));
    const html = await (await get('/')).text();
    const used = [...html.matchAll(/data-(?:text|label|placeholder)="(\w+)"/g)].map(([, key]) => key);
    expect(keysOf(english)).toEqual(expect.arrayContaining(used));
  });
});
