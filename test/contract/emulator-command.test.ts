import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { EXAMPLE_ACCOUNT } from '../emulator/account.ts';

const main = new URL('../emulator/main.ts', import.meta.url).pathname;
const FIELDS = /accountSid, authToken, apiKeys .* applications .* phoneNumbers .*https:\/\/example\.com\/voice/;

/** The program with this account and nothing else to go by. */
function started(account: string | undefined) {
  const env = { PATH: process.env['PATH'], PORT: '0', ...(account === undefined ? {} : { EMULATOR_ACCOUNT: account }) };
  const child = execFile(process.execPath, [main], { env });
  let [said, complained] = ['', ''];
  child.stdout?.on('data', (text) => (said += String(text)));
  child.stderr?.on('data', (text) => (complained += String(text)));
  return { child, said: () => said, complained: () => complained, ended: once(child, 'close') };
}

test.each([
  ['is not there', undefined, 'EMULATOR_ACCOUNT is not set.'],
  ['is empty', '', 'EMULATOR_ACCOUNT is not set.'],
  ['is not JSON', '{', 'EMULATOR_ACCOUNT is not JSON.'],
  ['has no app', JSON.stringify({ ...EXAMPLE_ACCOUNT, applications: undefined }), 'EMULATOR_ACCOUNT applications: '],
  [
    'has a SID of another kind',
    JSON.stringify({ ...EXAMPLE_ACCOUNT, accountSid: 'AP1' }),
    'must be AC and 32 hex digits',
  ],
])('when the account %s, it ends at once and says which fields it must have', async (_, account, complaint) => {
  const program = started(account);
  expect((await program.ended)[0]).toBe(1);
  expect(program.complained()).toContain(complaint);
  expect(program.complained()).toMatch(FIELDS);
  expect(program.complained().trim().split('\n')).toHaveLength(1);
});

test('with the account of its own example it runs, and ends when asked', async () => {
  const program = started(JSON.stringify(EXAMPLE_ACCOUNT));
  await expect.poll(program.said, { timeout: 10_000 }).toContain('line +18195550100');
  program.child.kill('SIGTERM');
  expect((await program.ended)[0]).toBe(0);
});
