import { noteGestures, notedGestures } from '../support/page-gestures.ts';
import { expect, test } from './house.ts';
import { framesToShow } from './moments.ts';

/** The validation list of the softphone that this one replaces: its lines, in its words. Here they are held up by what is measured. */

const FAR = '+15145550123';

test.describe('Appels sortants', () => {
  test('Initialisation sans erreur AudioContext', async ({ person, outside, house }) => {
    const ann = await person({ isSignedIn: false });
    await ann.page.addInitScript(noteGestures);
    await ann.page.goto('about:blank');
    await ann.page.goto(await house.keeper.newLink());
    await expect(ann.button(ann.words.signIn)).toBeVisible();
    expect(await ann.page.evaluate(notedGestures)).toEqual({ contexts: [], microphone: [] });
    await ann.presses(ann.words.signIn);
    await ann.isReady();
    const far = outside.phone(FAR);
    await far.is('manual');
    await ann.dials(FAR);
    await expect(ann.call('ringing')).toBeVisible();
    await expect.poll(() => ann.localSound(), { timeout: 10_000 }).toBeGreaterThan(0.01);
    const { contexts } = await ann.page.evaluate(notedGestures);
    expect(contexts.length).toBeGreaterThan(0);
    expect(contexts.filter(({ state, hadGesture }) => state !== 'running' || !hadGesture)).toEqual([]);
    await far.answers();
    await ann.isInCall();
    expect(ann.complaints).toEqual([]);
  });

  test('Connexion stable', async ({ ann, outside }) => {
    const far = outside.phone(FAR);
    await ann.talksTo(far);
    const [before] = await outside.openCalls();
    await outside.fault({ kind: 'refuse-sockets', forMs: 3_000 });
    await outside.fault({ kind: 'drop-socket' });
    await expect(ann.call('reconnecting')).toBeVisible();
    await expect(ann.call('open')).toBeVisible({ timeout: 15_000 });
    expect((await outside.openCalls()).map(({ sid }) => sid)).toEqual([before?.sid]);
    await ann.isHeardBy(far);
    await ann.hearsTone(1000);
  });

  test('Audio bidirectionnel', async ({ ann, outside }) => {
    const far = outside.phone(FAR);
    await ann.talksTo(far);
    await ann.hearsTone(1000);
  });

  test('Contrôles audio fonctionnels', async ({ ann, outside }) => {
    const far = outside.phone(FAR);
    await ann.talksTo(far);
    await ann.presses(ann.words.mute);
    await ann.isSilentTo(far);
    await ann.hearsTone(1000);
    await ann.presses(ann.words.unmute);
    await ann.isHeardBy(far);
    await ann.presses(ann.words.keypad);
    for (const digit of ['4', '2', '#']) await ann.key(digit).click();
    await expect.poll(async () => (await far.view()).digits).toBe('42#');
    await ann.presses(ann.words.hangUp);
    await expect.poll(async () => (await far.view()).state).toBe('idle');
  });
});

test.describe('Appels entrants', () => {
  test("Enregistrement automatique de l'identité", async ({ person, outside, house }) => {
    const ann = await person({ isSignedIn: false });
    const asked = ann.page.waitForRequest('**/api/register-identity');
    await ann.signsIn(await house.keeper.newLink());
    // The page says what it runs on; who it is, it is told.
    expect((await asked).postDataJSON()).toEqual({ label: expect.stringMatching(/\S/) });
    await ann.isReady();
    const [first] = await outside.registrations();
    const bob = await person({ toneHz: 660 });
    await bob.isReady();
    const identities = await outside.registrations();
    expect(identities).toEqual([first, expect.stringMatching(/^[A-Za-z0-9_]{1,121}$/)]);
    expect(new Set(identities).size).toBe(2);
    await ann.isCalledBy(outside.phone(FAR), house.line);
    await expect(bob.call('pending')).toBeVisible();
  });

  test("Modal d'appel entrant", async ({ ann, outside, house }) => {
    const far = outside.phone(FAR);
    await ann.isCalledBy(far, house.line);
    const call = ann.call('pending');
    await expect(call).toContainText('+1 514 555-0123');
    await expect(call.getByRole('button', { name: ann.words.answer })).toBeInViewport();
    await expect(call.getByRole('button', { name: ann.words.decline })).toBeInViewport();
    expect(await call.boundingBox()).toEqual({ x: 0, y: 0, ...ann.page.viewportSize() });
    await expect(call).toBeFocused();
    // Nothing behind it can be reached: not by Tab, and not by typing.
    for (let presses = 0; presses < 6; presses += 1) {
      await ann.page.keyboard.press('Tab');
      await expect(ann.page.locator(':focus:not([data-call-state] *, [data-call-state])')).toHaveCount(0);
    }
    await ann.page.keyboard.type('1');
    await far.hangsUp();
    await expect(call).toBeHidden();
    await ann.dismissesCall();
    await expect(ann.page.getByRole('textbox')).toHaveValue('');
  });

  test('Acceptation/Rejet', async ({ ann, outside, house }) => {
    const far = outside.phone(FAR);
    await ann.isCalledBy(far, house.line);
    await ann.presses(ann.words.answer);
    await ann.isInCall();
    expect((await far.view()).state).toBe('in-call');
    await far.hangsUp();
    await ann.dismissesCall();
    await ann.isCalledBy(far, house.line);
    await ann.presses(ann.words.decline);
    await expect(ann.call('pending')).toBeHidden();
    // The caller is told so, and Ann's phone is free.
    await expect.poll(async () => (await far.hears(440, 300)).rms).toBeGreaterThan(0);
    await far.hangsUp();
    await ann.dismissesCall();
    await ann.isCalledBy(far, house.line);
  });

  test('Audio bidirectionnel', async ({ ann, outside, house }) => {
    const far = outside.phone(FAR);
    await ann.isCalledBy(far, house.line);
    expect((await ann.hears(1000)).rms).toBe(0);
    await ann.presses(ann.words.answer);
    await ann.isInCall();
    await ann.isHeardBy(far);
    await ann.hearsTone(1000);
  });
});

test.describe('Interface', () => {
  test('Chargement sans erreurs', async ({ person, house }) => {
    const stranger = await person({ isSignedIn: false });
    await expect(stranger.page.getByRole('textbox', { name: /code/i })).toBeVisible();
    const ann = await person();
    for (const tab of ['keypad', 'recents', 'settings'] as const) {
      await ann.page.goto('about:blank');
      await ann.page.goto(`/#${tab}`);
      await expect(ann.page.getByRole('heading', { name: ann.words[tab], exact: true })).toBeAttached();
      await ann.isReady();
    }
    // What cannot be loaded is among the complaints.
    expect([...stranger.complaints, ...ann.complaints]).toEqual([]);
    const hosts = [...stranger.requests, ...ann.requests].map((url) => new URL(url).host);
    expect(new Set(hosts)).toEqual(new Set([new URL(house.url).host, new URL(house.emulatorUrl).host]));
  });

  test('Microphone accessible', async ({ person, outside }) => {
    const ann = await person({ hasMicrophone: false });
    await ann.page.addInitScript(noteGestures);
    await ann.page.reload();
    await expect(ann.button(ann.words.start)).toBeVisible();
    expect((await ann.page.evaluate(notedGestures)).microphone).toEqual([]);
    const far = outside.phone(FAR);
    await far.is('manual', { says: { toneHz: 1000 } });
    await ann.dials(FAR);
    await expect(ann.call('closed')).toContainText(/microphone n’est pas autorisé.*activez le microphone/);
    expect((await ann.page.evaluate(notedGestures)).microphone).toContainEqual({ hadGesture: true });
    await ann.page.context().grantPermissions(['microphone']);
    await ann.call('closed').getByRole('button', { name: 'Rappeler' }).click();
    await expect(ann.call('ringing')).toBeVisible();
    await far.answers();
    await ann.isInCall();
    await ann.isHeardBy(far);
  });

  test('Contrôles réactifs', async ({ ann, outside }) => {
    await ann.page.reload();
    let number = '';
    for (const digit of ['5', '1', '4', '5', '5', '5', '0', '1', '2', '3']) {
      const frames = framesToShow(ann, 'input[type=tel]', 'value', (number += digit));
      await ann.key(digit).click();
      expect(await frames).toBeLessThanOrEqual(2);
    }
    const far = outside.phone(FAR);
    await far.is('manual', { says: { toneHz: 1000 } });
    await ann.presses(ann.words.call);
    await expect(ann.call('ringing')).toBeVisible();
    await far.answers();
    await ann.isInCall();
    await ann.isHeardBy(far);
    for (const [name, isPressed] of [
      [ann.words.mute, true],
      [ann.words.unmute, false],
    ] as const) {
      const frames = framesToShow(ann, '[data-call-state="open"] [aria-pressed]', 'ariaPressed', String(isPressed));
      await ann.presses(name);
      expect(await frames).toBeLessThanOrEqual(2);
      await (isPressed ? ann.isSilentTo(far) : ann.isHeardBy(far));
    }
  });

  test('Notifications temps réel', async ({ person, bob, outside, house }) => {
    const ann = await person({ viewport: { width: 1280, height: 800 } });
    await ann.isReady();
    await ann.page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }));
    const callSid = await ann.isCalledBy(outside.phone(FAR), house.line);
    await expect(ann.page).toHaveTitle(/514 555-0123/);
    await expect(ann.page.getByRole('alert')).toContainText('514 555-0123');
    await expect(bob.call('pending')).toBeVisible();
    await bob.presses(bob.words.answer);
    await bob.isInCall();
    await expect(ann.call('closed')).toContainText(/Répondu/);
    // A call that was missed before is no business of this one.
    await expect(ann.page).toHaveTitle(/^(\(\d+\) )?Bakelite$/);
    await expect(ann.page.getByRole('alert')).toHaveText('');
    await bob.presses(bob.words.hangUp);
    await expect(ann.page.locator(`[href="#recents/${callSid}"]`)).toContainText(/Répondu.*\d/i);
    expect(await ann.page.evaluate(() => 'isTheSamePage' in globalThis)).toBe(true);
  });
});
