import type { OutsideWorld } from '../support/outside.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';
const isFull = Boolean(process.env['FULL']);

async function talking(ann: Person, outside: OutsideWorld) {
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  return far;
}

/** From now on the page notes what it asks of the machine and of the headset. */
const notes = (ann: Person) =>
  ann.page.evaluate(() => {
    const noted = {
      locks: 0,
      asked: 0,
      handlers: new Map<string, (() => void) | null>(),
      isMicrophoneOn: null as boolean | null,
    };
    Object.assign(globalThis, { noted });
    navigator.wakeLock.request = () => {
      noted.locks += 1;
      noted.asked += 1;
      return Promise.resolve({
        release: () => {
          noted.locks -= 1;
          return Promise.resolve();
        },
      } as unknown as WakeLockSentinel);
    };
    const session = navigator.mediaSession as unknown as {
      setActionHandler(action: string, handler: (() => void) | null): void;
      setMicrophoneActive(isOn: boolean): Promise<void>;
    };
    session.setActionHandler = (action, handler) => void noted.handlers.set(action, handler);
    session.setMicrophoneActive = (isOn) => {
      noted.isMicrophoneOn = isOn;
      return Promise.resolve();
    };
  });
interface Noted {
  noted: { locks: number; asked: number; handlers: Map<string, (() => void) | null>; isMicrophoneOn: boolean | null };
}
const locks = (ann: Person) => ann.page.evaluate(() => (globalThis as unknown as Noted).noted.locks);
const presses = (ann: Person, action: string) =>
  ann.page.evaluate((key) => (globalThis as unknown as Noted).noted.handlers.get(key)?.(), action);

test('the screen stays on from dialling to the end, and is taken again when the page is seen again', async ({
  ann,
  outside,
}) => {
  await notes(ann);
  await outside.phone(FAR).is('manual');
  await ann.dials(FAR);
  await expect.poll(() => locks(ann)).toBe(1);
  await ann.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(() => ann.page.evaluate(() => (globalThis as unknown as Noted).noted.asked)).toBe(2);
  expect(await locks(ann)).toBe(1);
  await ann.hangsUp();
  await expect.poll(() => locks(ann)).toBe(0);
});

test('the headset mutes, unmutes and hangs up, and the lock screen shows who it is', async ({ ann, outside }) => {
  await notes(ann);
  const far = await talking(ann, outside);
  expect(await ann.page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe('+1 514 555-0123');
  await presses(ann, 'togglemicrophone');
  await ann.isSilentTo(far);
  expect(await ann.page.evaluate(() => (globalThis as unknown as Noted).noted.isMicrophoneOn)).toBe(false);
  await presses(ann, 'togglemicrophone');
  await ann.isHeardBy(far);
  await presses(ann, 'hangup');
  await expect(ann.call('closed')).toBeVisible();
  await expect.poll(() => ann.page.evaluate(() => navigator.mediaSession.metadata)).toBeNull();
  await expect.poll(async () => (await far.view()).state).toBe('idle');
});

for (const when of ['dials', 'is rung', 'talks'] as const) {
  test(`while Ann ${when} the browser asks before the page is left, its title says not to close it, and words follow`, async ({
    ann,
    outside,
    house,
  }) => {
    const far = outside.phone(FAR);
    if (when === 'talks') await ann.talksTo(far);
    else if (when === 'is rung') await ann.isCalledBy(far, house.line);
    else {
      await far.is('manual');
      await ann.dials(FAR);
    }
    const asked = ann.page.waitForEvent('dialog');
    const reload = ann.page.reload({ timeout: 5_000 }).catch(() => 'stayed');
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await expect(ann.page.getByRole('status')).toContainText(
      'Si vous fermez ou rechargez cette page, un appel que vous avez passé se termine\u00a0; un appel reçu sonne sur vos appareils.',
    );
    if (when !== 'is rung') await expect(ann.page).toHaveTitle(/514 555-0123.*ne pas fermer/);
    expect(await reload).toBe('stayed');
    expect(await outside.openCalls()).toHaveLength(1);
  });
}

test('after a call the page may be left without a question', async ({ ann, outside }) => {
  await talking(ann, outside);
  await ann.hangsUp();
  await ann.page.reload();
  await ann.isReady();
});

test('the Device is destroyed under a call: it ends in words, and the line is made anew', async ({ ann, outside }) => {
  const far = await talking(ann, outside);
  // The SDK destroys its Device on this event; the page lives on.
  await ann.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')));
  await expect(ann.call('closed')).toContainText(/L’appel a été coupé|injoignable|perdu/i);
  await ann.dismissesCall();
  await ann.isReady(20_000);
  await expect.poll(async () => (await far.view()).state).toBe('idle');
  await ann.talksTo(far);
});

test('no new token is put to use in a call', async ({ ann, outside }) => {
  await talking(ann, outside);
  const before = ann.requests.filter((url) => url.endsWith('/api/token')).length;
  await ann.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await ann.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(ann.call('open')).toContainText(/0:0[4-9]/);
  expect(ann.requests.filter((url) => url.endsWith('/api/token')).length).toBe(before);
});

/** No network at all: not for signaling, nor for sound, nor for the Worker. */
async function flightMode(ann: Person, outside: OutsideWorld, forMs: number): Promise<void> {
  await ann.page.context().setOffline(true);
  await outside.fault({ kind: 'blackhole-media', forMs });
  await outside.fault({ kind: 'drop-socket', forMs });
  await ann.page.waitForTimeout(forMs);
  await ann.page.context().setOffline(false);
}

test('8 s of flight mode: the same call goes on, both ways', async ({ ann, outside }) => {
  test.slow();
  const far = await talking(ann, outside);
  const [before] = await outside.openCalls();
  await flightMode(ann, outside, 8_000);
  await expect(ann.call('open')).toBeVisible({ timeout: 20_000 });
  expect((await outside.openCalls()).map(({ sid }) => sid)).toEqual([before?.sid]);
  await expect.poll(async () => (await far.hears(440)).purity, { timeout: 20_000 }).toBeGreaterThan(0.9);
  await ann.hearsTone(1000);
});

// Forty real seconds.
(isFull ? test : test.skip)(
  '40 s of flight mode: the call ends, says so, and one tap calls again',
  async ({ ann, outside }) => {
    test.slow();
    const far = await talking(ann, outside);
    await flightMode(ann, outside, 40_000);
    await expect(ann.call('closed')).toContainText(/perdu|coupé|injoignable/i, { timeout: 20_000 });
    await ann.isReady(30_000);
    await ann.presses('Rappeler');
    await expect(ann.call('ringing')).toBeVisible();
    await far.answers();
    await ann.isInCall();
    await ann.isHeardBy(far);
  },
);
