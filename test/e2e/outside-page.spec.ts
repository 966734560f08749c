import { expect, test as base } from '@playwright/test';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount, LINE, SECOND_LINE } from '../support/emulated-account.ts';
import { requireChromium } from '../support/chromium.ts';

/** The outside world's page, of an account with so many lines; its calls are never answered. */
const test = base.extend<{ lines: 1 | 2; emulator: Emulator }>({
  lines: [2, { option: true }],
  emulator: async ({ lines }, use) => {
    const emulator = await createEmulator({
      account: emulatedAccount('http://server.test', { lines }),
      port: 0,
      transport: async () => ({
        status: 200,
        contentType: 'text/xml',
        body: new TextEncoder().encode('<Response><Pause length="600"/></Response>'),
      }),
    });
    await use(emulator);
    await emulator.close();
  },
});
test.use({ launchOptions: { executablePath: requireChromium() }, locale: 'en-CA' });

test('of two lines, the one to call is chosen by a tap; a number of one’s own can still be typed', async ({
  page,
  emulator,
}) => {
  await page.goto(emulator.url);
  const lines = page.getByRole('group', { name: 'Lines to call' }).getByRole('button');
  await expect(lines).toHaveText(['+1 819 555-0100', '+1 819 555-0199']);
  const number = page.getByRole('textbox', { name: 'Number to call' });
  await expect(number).toHaveValue('+1 819 555-0100');
  await expect(lines.first()).toHaveAttribute('aria-pressed', 'true');
  await number.fill('8195550101');
  await expect(lines.first()).toHaveAttribute('aria-pressed', 'false');
  await lines.last().click();
  await expect(lines.last()).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(lines).toHaveCount(0);
  await expect
    .poll(() => emulator.control.calls().map(({ to, status }) => [to, status]))
    .toEqual([[SECOND_LINE, 'ringing']]);
});

test.describe('with one line', () => {
  test.use({ lines: 1 });
  test('there is nothing to choose: it is written already', async ({ page, emulator }) => {
    await page.goto(emulator.url);
    await expect(page.getByRole('textbox', { name: 'Number to call' })).toHaveValue('+1 819 555-0100');
    await expect(page.getByRole('group', { name: 'Lines to call' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await expect.poll(() => emulator.control.calls().map(({ to }) => to)).toEqual([LINE]);
  });
});
