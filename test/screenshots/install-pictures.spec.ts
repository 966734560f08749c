import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../e2e/house.ts';
import type { Person } from '../e2e/person.ts';
import { readPng, writePng } from '../support/png.ts';
import { root } from '../support/source-files.ts';
import { recents as clockFace } from '../../web/src/ui/icons.ts';

// Makes the committed files that a browser shows when it installs the telephone: they change when the mark or the screens do.
const folder = join(root, 'web/public');
const mark = readFileSync(join(folder, 'favicon.svg'), 'utf8');
const drawing = (part: RegExp): string => part.exec(mark)?.[0] ?? '';
const holes = drawing(/(?<= d=")[^"]+/);

const IVORY = '#f8f5ef';
const INK = '#241c17';

/** The mark, as wide as `size` of 100, in the middle. */
const markOf = (size: number): string =>
  `<svg x="${50 - size / 2}" y="${50 - size / 2}" width="${size}" height="${size}" viewBox="0 0 64 64">${mark.replace(/<\/?svg[^>]*>/g, '')}</svg>`;
/** Ivory like a telephone of that make: light falls from above. */
const ivory = `<linearGradient id="i" x2="0" y2="1"><stop stop-color="#fffdf8"/><stop offset="1" stop-color="#e9e3d6"/></linearGradient><path fill="url(#i)" d="M0 0h100v100H0z"/>`;
/** One colour on nothing: the holes are holes. */
const oneColour = `<mask id="m"><circle cx="32" cy="32" r="32" fill="#fff"/><path d="${holes}" stroke="#000" stroke-width="8.6" stroke-linecap="round"/><circle cx="32" cy="32" r="11.5"/><circle cx="32" cy="32" r="7" fill="#fff"/></mask><svg x="10" y="10" width="80" height="80" viewBox="0 0 64 64"><path d="M0 0h64v64H0z" mask="url(#m)"/></svg>`;
const shortcut = (glyph: string): string =>
  `<circle cx="50" cy="50" r="50" fill="${IVORY}"/><svg x="25" y="25" width="50" height="50" viewBox="0 0 24 24" fill="none" stroke="${INK}" stroke-linecap="round" stroke-linejoin="round">${glyph}</svg>`;
const keys = `<path stroke-width="4.4" d="M4.5 4.5h.01M12 4.5h.01M19.5 4.5h.01M4.5 12h.01M12 12h.01M19.5 12h.01M4.5 19.5h.01M12 19.5h.01M19.5 19.5h.01"/>`;

const keep = (name: string, png: Buffer): void => writeFileSync(join(folder, `${name}.png`), writePng(readPng(png)));

const icons: { name: string; px: number; drawn: string }[] = [
  { name: 'icons/mark-192', px: 192, drawn: markOf(100) },
  { name: 'icons/mark-512', px: 512, drawn: markOf(100) },
  { name: 'icons/maskable-512', px: 512, drawn: ivory + markOf(72) },
  { name: 'icons/monochrome-512', px: 512, drawn: oneColour },
  { name: 'icons/shortcut-keypad-96', px: 96, drawn: shortcut(keys) },
  { name: 'icons/shortcut-recents-96', px: 96, drawn: shortcut(`<path stroke-width="2" d="${clockFace}"/>`) },
  { name: 'apple-touch-icon', px: 180, drawn: ivory + markOf(76) },
];

test('the icons are drawn from the mark', async ({ browsers }) => {
  mkdirSync(join(folder, 'icons'), { recursive: true });
  const page = await browsers[440].newPage();
  for (const { name, px, drawn } of icons) {
    await page.setViewportSize({ width: px, height: px });
    await page.setContent(
      `<style>body{margin:0}svg{display:block}</style><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="${px}" height="${px}">${drawn}</svg>`,
    );
    keep(name, await page.screenshot({ omitBackground: true }));
  }
  await page.close();
});

const afternoon: { number: string; does: 'answers' | 'is-busy' | 'calls-in-vain' | 'calls' }[] = [
  { number: '+14185550142', does: 'calls-in-vain' },
  { number: '+15795550134', does: 'calls' },
  { number: '+14505550168', does: 'is-busy' },
  { number: '+15145550188', does: 'answers' },
  { number: '+18735550117', does: 'calls' },
  { number: '+14505550191', does: 'answers' },
];

interface Listed {
  party: { number?: string };
  startedAt: string;
  talkSeconds: number | null;
}
/** Calls that began within the same second are listed in any order: the picture is to be the same each time. */
const orderOf = ({ party }: Listed): number => afternoon.findIndex(({ number }) => number === party.number);

/** The calls are real and a few seconds old: they are spread over an afternoon, so that the picture is of a day. */
async function showsAnAfternoon(page: Page): Promise<void> {
  const now = new Date(2026, 10, 20, 17, 5).getTime();
  await page.clock.setFixedTime(now);
  await page.route('**/api/calls', async (route) => {
    const response = await route.fetch();
    const { calls } = (await response.json()) as { calls: Listed[] };
    const latest = calls.slice(0, afternoon.length).toSorted((one, other) => orderOf(other) - orderOf(one));
    for (const [place, call] of latest.entries()) {
      call.startedAt = new Date(now - (place * 53 + 21) * 60_000).toISOString();
      if (call.talkSeconds !== null) call.talkSeconds = 94 + place * 71;
    }
    await route.fulfill({ response, json: { calls: latest } });
  });
}

for (const locale of ['fr-CA', 'en-CA'] as const) {
  const language = locale.slice(0, 2);
  test(`the app is pictured in ${language}`, async ({ person, outside, house }) => {
    test.setTimeout(90_000);
    mkdirSync(join(folder, 'pictures'), { recursive: true });
    const shot = async (who: Person, name: string, scale: 'device' | 'css' = 'device') =>
      keep(`pictures/${name}-${language}`, await who.page.screenshot({ animations: 'disabled', scale }));
    const ann = await person({ locale, viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 });
    await ann.isReady();
    for (const { number, does } of afternoon) {
      const far = outside.phone(number);
      await far.is(does === 'is-busy' ? 'busy' : 'manual', { says: { toneHz: 1000 } });
      if (does === 'answers' || does === 'is-busy') await ann.dials(number);
      else await far.calls(house.line);
      if (does === 'answers') {
        await expect(ann.call('ringing')).toBeVisible();
        await far.answers();
        await ann.isInCall();
      } else if (does !== 'is-busy') await expect(ann.call('pending')).toBeVisible();
      if (does === 'calls') {
        await ann.presses(ann.words.answer);
        await ann.isInCall();
      }
      if (does !== 'is-busy') await far.hangsUp();
      await expect(ann.call('closed')).toBeVisible();
      await ann.dismissesCall();
    }
    await showsAnAfternoon(ann.page);
    await ann.page.reload();
    await ann.isReady();
    await ann.page.emulateMedia({ colorScheme: 'dark' });
    await ann.opens('recents');
    await expect(ann.page.getByRole('listitem').first()).toBeVisible();
    await shot(ann, 'recents');
    await ann.page.emulateMedia({ colorScheme: 'light' });
    await ann.opens('keypad');
    await ann.types('+1 514 555-0123');
    await ann.page.getByRole('textbox').blur();
    await expect(ann.page.getByText('Canada')).toBeVisible();
    await shot(ann, 'keypad');

    await ann.page.setViewportSize({ width: 1280, height: 800 });
    await shot(ann, 'desktop', 'css');
  });
}
