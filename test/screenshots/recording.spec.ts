import { readFileSync } from 'node:fs';
import type { Page, WebSocketRoute } from '@playwright/test';
import type { Control, Conversation, RecordingPolicy } from '../../worker/protocol.ts';
import { expect, test } from '../e2e/house.ts';
import { canSteer } from '../e2e/steering.ts';
import { toneFile } from '../support/tone.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';
const recordingOf = (digit: string, minute: number, seconds: number | null) => ({
  sid: `RE${digit.repeat(32)}`,
  startedAt: new Date(2026, 10, 23, 14, minute).toISOString(),
  seconds,
});
const RECORDINGS = [recordingOf('a', 2, 192), recordingOf('b', 7, 41), recordingOf('c', 9, null)];

test.use({ houseName: 'recording pictures' });

/** What this page is told of calls, with another control or other recordings than they have; and of lines that record so. */
async function isTold(page: Page) {
  let control: Partial<Control> = { mayRecord: true };
  let recordings: unknown[] = [];
  let socket: WebSocketRoute | null = null;
  let last: { type: string; calls: Conversation[] } | null = null;
  const changed = (call: Conversation) => ({
    ...call,
    recordings,
    control: call.control && { ...call.control, ...control },
  });
  const says = () => last && socket?.send(JSON.stringify({ ...last, calls: last.calls.map(changed) }));
  await page.routeWebSocket(/\/api\/live/, (ws) => {
    socket = ws;
    ws.connectToServer().onMessage((text) => {
      const message = typeof text === 'string' && text.startsWith('{') ? (JSON.parse(text) as typeof last) : null;
      if (message?.type !== 'changes') return ws.send(text);
      if (message.calls.length > 0) last = message;
      ws.send(JSON.stringify({ ...message, calls: message.calls.map(changed) }));
    });
  });
  await page.route(/\/api\/calls(\?|$)/, async (route) => {
    const response = await route.fetch({ url: route.request().url().replace('filter=recorded', 'filter=all') });
    const json = (await response.json()) as { calls: Conversation[] };
    const isEmpty = new URL(route.request().url()).searchParams.get('filter') === 'recorded' && recordings.length === 0;
    await route.fulfill({ response, json: { ...json, calls: isEmpty ? [] : json.calls.map(changed) } });
  });
  await page.route(/\/api\/calls\/CA\w+$/, async (route) => {
    const response = await route.fetch();
    const json = (await response.json()) as { call: Conversation };
    await route.fulfill({ response, json: { ...json, call: changed(json.call) } });
  });
  await page.route(/\/api\/recordings\//, (route) =>
    route.fulfill({ contentType: 'audio/wav', body: readFileSync(toneFile(440)) }),
  );
  return {
    that(facts: Partial<Control>) {
      control = { mayRecord: true, ...facts };
      says();
    },
    of(made: unknown[]) {
      recordings = made;
      says();
    },
    async lines(recording: RecordingPolicy) {
      await page.route('**/api/config', async (route) => {
        const response = await route.fetch();
        const json = (await response.json()) as { lines: object[] };
        await route.fulfill({ response, json: { ...json, lines: json.lines.map((line) => ({ ...line, recording })) } });
      });
      await page.route('**/api/settings', (route) =>
        route.fulfill({ json: { retentionDays: null, recordingDays: 90 } }),
      );
    },
  };
}

for (const look of looksOf()) {
  test(`a call that is recorded, and what is heard of it: ${look.name}`, async ({ person, outside, house }) => {
    test.setTimeout(150_000);
    const other = await person({ ...look.options, toneHz: 660 });
    const elsewhere = await isTold(other.page);
    elsewhere.that({ recording: 'on' });
    await other.page.reload();
    await other.isReady();
    const ann = await person(look.options);
    const told = await isTold(ann.page);
    await ann.page.reload();
    await ann.isReady();
    const far = outside.phone(FAR);
    await ann.talksTo(far);
    await canSteer(ann);
    await shot(ann.page, look, 'record-off');
    await shot(other.page, look, 'record-elsewhere', /enregistré|being recorded/);
    told.that({ recording: 'notice' });
    await shot(ann.page, look, 'record-notice', /prévenu|being told/);
    told.that({ recording: 'on' });
    await shot(ann.page, look, 'record-on', /L’appel est enregistré|is being recorded/);
    await ann.button(/^(Enregistrement|Recording)$/).click();
    await shot(ann.page, look, 'record-sheet', /^(Arrêter|Stop)$/);
    await ann.page.keyboard.press('Escape');
    told.that({ recording: 'paused' });
    await shot(ann.page, look, 'record-paused', /en pause|paused/);
    told.that({ recording: 'paused', isHeld: true });
    await shot(ann.page, look, 'record-held', /en pause|paused/);
    told.that({
      recording: 'on',
      guest: { party: { kind: 'number', number: '+15145550199' as never }, stage: 'joined' },
    });
    await shot(ann.page, look, 'record-three', /avec vous deux|with you both/);
    told.that({ failure: { what: 'recording', why: 'failed' } });
    await shot(ann.page, look, 'record-failed', /n’est pas enregistré|is not recorded/);
    told.that({ mayRecord: false });
    await ann.button(/^(Enregistrer|Record)$/).click({ force: true });
    await shot(ann.page, look, 'record-never', /ne sont pas enregistrés|are not recorded/);
    await ann.page.keyboard.press('Escape');
    told.that({ recording: 'on' });
    await ann.page.keyboard.press('Escape');
    await shot(ann.page, look, 'record-bar', /L’appel est enregistré|is being recorded/);
    await ann.presses(ann.words.hangUp);
    await expect(ann.call('closed')).toBeVisible();
    await ann.dismissesCall();

    await ann.opens('recents');
    await ann.page.getByText(/^(Enregistrés|Recorded)$/).click();
    await shot(ann.page, look, 'recorded-none', /Aucun appel enregistré|No recorded call/);
    told.of(RECORDINGS);
    await ann.page.getByText(/^(Tous|All)$/).click();
    await shot(ann.page, look, 'recorded-row');
    await ann.recent(FAR).getByRole('link').first().click();
    await expect(ann.button(/^(Écouter|Play)$/).first()).toBeVisible();
    await shot(ann.page, look, 'recorded-detail', undefined, true);
    await ann
      .button(/^(Écouter|Play)$/)
      .first()
      .click();
    await expect(ann.button('Pause')).toBeVisible();
    await shot(ann.page, look, 'recorded-playing', undefined, true);
    await ann.page.unroute(/\/api\/recordings\//);
    await ann.page.route(/\/api\/recordings\//, (route) =>
      route.fulfill({ status: 403, json: { error: { code: 'forbidden', message: '' } } }),
    );
    await ann
      .button(/^(Écouter|Play)$/)
      .last()
      .click();
    await shot(ann.page, look, 'recorded-forbidden', /Seules les personnes|Only those/, true);
    await ann
      .button(/^(Effacer|Erase)$/)
      .last()
      .click();
    await shot(ann.page, look, 'recorded-erasing', /chez Twilio|at Twilio/);
    await ann.page.keyboard.press('Escape');
    await ann.page.context().setOffline(true);
    await ann.page.evaluate(() => dispatchEvent(new Event('offline')));
    await shot(ann.page, look, 'recorded-offline', undefined, true);
    await ann.page.context().setOffline(false);

    await told.lines('always');
    await ann.page.goto('/#settings');
    await ann.page.reload();
    const section = ann.page.getByRole('region', { name: /^(Enregistrement|Recording)$/ });
    await section.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    await shot(ann.page, look, 'record-settings');
    await ann.opens('keypad');
    await ann.isReady();
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    await shot(ann.page, look, 'record-incoming', /appels\senregistrés|are\srecorded/);
    await ann.presses(ann.words.decline);
    for (const { page } of [ann, other]) await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
}
