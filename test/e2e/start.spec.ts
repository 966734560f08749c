import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { root } from '../support/source-files.ts';
import { freePort } from '../support/ports.ts';
import { expect, test } from './house.ts';

function startsWith(env: Record<string, string>) {
  const child = spawn(process.execPath, ['test/start.ts'], { cwd: root, env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, ended, said: () => said };
}

test('a stranger types npm start, opens the link, signs in, and talks to the echo', async ({ browsers }) => {
  test.setTimeout(90_000);
  const state = mkdtempSync(join(tmpdir(), 'bakelite-'));
  const port = await freePort();
  const running = startsWith({ PORT: String(port), EMULATOR_PORT: String(await freePort()), STATE_FOLDER: state });
  await expect.poll(running.said, { timeout: 60_000 }).toContain('Bakelite is running');
  const [link] = /http:\S+#code=\S+/.exec(running.said()) ?? [];
  const context = await browsers[440].newContext({ locale: 'en-CA', permissions: ['microphone'] });
  const page = await context.newPage();
  await page.goto(link ?? '');
  await page.getByRole('button', { name: 'Sign in on this device' }).click();
  await expect(page.getByRole('button', { name: /this phone will ring/ })).toBeAttached({ timeout: 15_000 });
  await page.getByRole('textbox').fill('+18195550101');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.locator('[data-call-state="open"]')).toBeVisible({ timeout: 15_000 });
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
