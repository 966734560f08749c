import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { root } from '../support/source-files.ts';
import { outsideWorld } from '../support/outside.ts';
import { freePort } from '../support/ports.ts';
import { expect, test } from './house.ts';

const ECHO = '+18195550101';

const started = new Set<ChildProcess>();

// Also when a test fails half-way: nothing it started may stay.
test.afterEach(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGTERM');
  started.clear();
});

function startsWith(env: Record<string, string>, options: string[] = []) {
  const child = spawn(process.execPath, ['test/start.ts', ...options], { cwd: root, env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  started.add(child);
  return { child, ended, said: () => said };
}

test('a stranger types npm start, opens the link, signs in, and talks to the echo', async ({ browsers }) => {
  test.setTimeout(90_000);
  const state = mkdtempSync(join(tmpdir(), 'bakelite-'));
  const port = await freePort();
  const emulatorPort = await freePort();
  const emulatorUrl = `http://localhost:${emulatorPort}`;
  const running = startsWith({ PORT: String(port), EMULATOR_PORT: String(emulatorPort), STATE_FOLDER: state });
  await expect.poll(running.said, { timeout: 60_000 }).toContain('Bakelite is running');
  const [link] = /http:\S+#code=\S+/.exec(running.said()) ?? [];
  const context = await browsers[440].newContext({ locale: 'en-CA', permissions: ['microphone'] });
  const page = await context.newPage();
  await page.goto(link ?? '');
  await page.getByRole('button', { name: 'Sign in on this device' }).click();
  await expect(page.getByRole('button', { name: /this phone will ring/ })).toBeAttached({ timeout: 15_000 });
  await page.getByRole('textbox').fill(ECHO);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.locator('[data-call-state="open"]')).toBeVisible({ timeout: 15_000 });
  const outside = outsideWorld(emulatorUrl);
  await expect.poll(async () => (await outside.phone(ECHO).hears(440)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
  await context.close();
  running.child.kill('SIGTERM');
  await running.ended;
  rmSync(state, { recursive: true, force: true });
});

test('npm run dev serves the page with hot reloading, and its API through the proxy', async ({ browsers }) => {
  test.setTimeout(90_000);
  const state = mkdtempSync(join(tmpdir(), 'bakelite-'));
  const [PORT, EMULATOR_PORT, VITE_PORT] = [await freePort(), await freePort(), await freePort()].map(String);
  const running = startsWith({ PORT, EMULATOR_PORT, VITE_PORT, STATE_FOLDER: state } as Record<string, string>, [
    '--dev',
  ]);
  await expect.poll(running.said, { timeout: 60_000 }).toContain('Bakelite is running');
  const [link] = /http:\S+#code=\S+/.exec(running.said()) ?? [];
  expect(link).toContain(`:${VITE_PORT}/`);
  const context = await browsers[440].newContext({ locale: 'en-CA', permissions: ['microphone'] });
  const page = await context.newPage();
  await page.goto(link ?? '');
  await page.getByRole('button', { name: 'Sign in on this device' }).click({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: /this phone will ring/ })).toBeAttached({ timeout: 20_000 });
  const manifest = await context.request.get(new URL('/manifest.webmanifest', link).href);
  expect(manifest.headers()['content-type']).toBe('application/manifest+json');
  await context.close();
  running.child.kill('SIGTERM');
  await running.ended;
  rmSync(state, { recursive: true, force: true });
});

test('the port is taken: npm start says which, and how to choose another', async () => {
  const port = await freePort();
  const squatter = createServer().listen(port, '127.0.0.1');
  const running = startsWith({ PORT: String(port) });
  expect(await running.ended).toBe(1);
  expect(running.said()).toContain(`Port ${port} is taken`);
  squatter.close();
});
