import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import budgets from '../budgets.json' with { type: 'json' };
import { precacheOf } from '../../web/plugins/service-worker.ts';
import { root } from '../support/source-files.ts';

const assets = join(root, 'web/dist/assets');
const files = readdirSync(assets, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => ({ name, body: readFileSync(join(assets, name)) }));
const chunk = (pattern: RegExp) => files.filter(({ name }) => name.endsWith('.js') && pattern.test(name));
const brotli = (some: typeof files) => some.reduce((sum, { body }) => sum + brotliCompressSync(body).length, 0);
const worker = readFileSync(join(root, 'test/.out/worker/index.js'));

test('the SDK chunk keeps to its budget', () => {
  const sdk = chunk(/^twilio-voice/);
  expect(sdk).toHaveLength(1);
  console.log(`SDK chunk: ${brotli(sdk)} bytes of brotli`);
  expect(brotli(sdk)).toBeLessThanOrEqual(budgets.sdkChunkBrotli);
});

test('the number-formatting chunk keeps to its budget', () => {
  const formatting = chunk(/^numbers/);
  expect(formatting).toHaveLength(1);
  console.log(`formatting chunk: ${brotli(formatting)} bytes of brotli`);
  expect(brotli(formatting)).toBeLessThanOrEqual(budgets.formattingChunkBrotli);
});

test('our own sounds keep to their budget', () => {
  const sounds = files.filter(({ name }) => /\.(wav|mp3|ogg|webm)$/.test(name));
  expect(sounds.length).toBeGreaterThan(0);
  expect(sounds.reduce((sum, { name }) => sum + statSync(join(assets, name)).size, 0)).toBeLessThanOrEqual(
    budgets.soundsRaw,
  );
});

test('all that is kept on the device keeps to its budget: the shell and its code, no icon, picture or setup page', () => {
  const kept = precacheOf(join(root, 'web/dist'));
  const sizes = kept
    .filter(({ url }) => !url.endsWith('.wav'))
    .map(({ url }) => {
      const file = url === '/' ? 'index.html' : url;
      return { url, bytes: brotliCompressSync(readFileSync(join(root, 'web/dist', file))).length };
    });
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`kept on the device: ${total} bytes of brotli, and the sounds`);
  expect(total).toBeLessThanOrEqual(budgets.precacheBrotli);
  expect(sizes.map(({ url }) => url.replace(/.*\./, '.'))).toEqual(expect.arrayContaining(['/', '.js', '.css']));
  expect(kept.filter(({ url }) => !/^\/$|^\/assets\/[\w-]+-[\w-]{8}\.(js|css|wav)$/.test(url))).toEqual([]);
  const worker = readFileSync(join(root, 'web/dist/sw.js'), 'utf8');
  expect(kept.filter(({ url, integrity }) => !worker.includes(url) || !worker.includes(integrity))).toEqual([]);
  expect(kept.filter(({ url }) => /twilio-voice|numbers|ringtone/.test(url))).toHaveLength(3);
});

test('the Worker keeps to its budget, and carries no Twilio server library', () => {
  const bytes = gzipSync(worker, { level: 9 }).length;
  console.log(`Worker: ${bytes} bytes of gzip`);
  expect(bytes).toBeLessThanOrEqual(budgets.workerGzip);
  expect(worker.includes('twilio-node')).toBe(false);
});

test('the released bundle carries no trace of the emulator or of the ws:// shim, which the local build does', () => {
  execFileSync(process.execPath, ['web/build.ts'], { cwd: root, env: { ...process.env, WEB_MODE: 'local' } });
  const shim = /127\\\.0\\\.0\\\.1|Proxy\(WebSocket/;
  const scripts = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8'))
      .join('\n');
  expect(scripts('web/dist-local/assets')).toMatch(shim);
  const released = `${scripts('web/dist/assets')}\n${String(worker)}`;
  expect(released).not.toMatch(shim);
  expect(released).not.toMatch(/_emulator|emulat/i);
  // It builds the page once more, beside everything else that runs.
}, 120_000);
