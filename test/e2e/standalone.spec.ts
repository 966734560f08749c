import { expect, test } from './house.ts';
import { SAFARI_ON_IPHONE, signsInHere } from './installing.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';
/** What the screen of an iPhone keeps for its camera and its home bar, upright and on its side; and what an iPad keeps. */
const SCREENS = [
  { held: 'upright', width: 390, height: 844, insets: { top: 59, bottom: 34, left: 0, right: 0 } },
  { held: 'on its side', width: 844, height: 390, insets: { top: 0, bottom: 21, left: 59, right: 59 } },
  { held: 'on its side, and wide', width: 932, height: 430, insets: { top: 0, bottom: 21, left: 59, right: 59 } },
  { held: 'in both hands', width: 1180, height: 820, insets: { top: 24, bottom: 20, left: 0, right: 0 } },
];

/**
 * The controls that lie, in part, where the screen is not the page’s to use. What scrolls in a list is not counted, nor what
 * another thing covers; the call is: nobody scrolls to hang up.
 */
function outOfReach(who: Person, insets: (typeof SCREENS)[number]['insets']): Promise<string[]> {
  return who.page.evaluate((kept) => {
    const scope = document.querySelector('section.call') ?? document;
    return [...scope.querySelectorAll('button, a, input:not([type=radio]), label, h1, h2')]
      .map((control) => ({ control, box: control.getBoundingClientRect() }))
      .filter(({ control, box }) => {
        if (box.width < 2 || !control.checkVisibility()) return false;
        const { overflowY } = getComputedStyle(control.closest('main, aside') ?? document.body);
        // Half a pixel is how the engine rounds.
        return (
          box.top < kept.top - 0.5 ||
          box.left < kept.left - 0.5 ||
          box.right > innerWidth - kept.right + 0.5 ||
          (box.bottom > innerHeight - kept.bottom + 0.5 && overflowY !== 'auto')
        );
      })
      .map(({ control, box }) => `${control.outerHTML.slice(0, 120)} ${JSON.stringify(box)}`);
  }, insets);
}

for (const { held, width, height, insets } of SCREENS) {
  test(`${held}, nothing to touch or to read lies under the camera or the home bar`, async ({
    person,
    house,
    outside,
  }) => {
    test.setTimeout(60_000);
    const ann = await person({ viewport: { width, height }, isSignedIn: false, userAgent: SAFARI_ON_IPHONE });
    const devTools = await ann.page.context().newCDPSession(ann.page);
    await devTools.send('Emulation.setSafeAreaInsetsOverride', { insets });
    const isInReach = async (screen: string) =>
      expect({ screen, outOfReach: await outOfReach(ann, insets) }).toEqual({ screen, outOfReach: [] });
    await expect(ann.page.getByRole('listitem')).toHaveCount(3);
    await isInReach('steps before the door');
    await signsInHere(ann, await house.keeper.newLink());
    await isInReach('keypad');
    for (const screen of ['recents', 'settings'] as const) {
      await ann.opens(screen);
      await expect(ann.page.getByRole('heading', { level: 1, name: ann.words[screen] })).toBeVisible();
      await isInReach(screen);
    }
    await ann.opens('keypad');
    const far = outside.phone(FAR);
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    await isInReach('incoming');
    await ann.presses(ann.words.answer);
    await ann.isInCall();
    await isInReach('in call');
    await ann.presses(ann.words.keypad);
    await isInReach('keys in call');
    await ann.presses('Fermer le clavier');
    if (height !== 820) {
      await ann.page.keyboard.press('Escape');
      await isInReach('the call made small');
    }
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
    await isInReach('ended');
  });
}

test('the colour of the window follows both schemes, and is the page’s own', async ({ person }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const ann = await person({ colorScheme });
    const [theme, ground] = await ann.page.evaluate(() => {
      const metas = [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')];
      const painted = (colour: string): string => {
        const brush = new OffscreenCanvas(1, 1).getContext('2d');
        if (brush === null) throw new Error('no canvas');
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data].join();
      };
      const now = metas.find(({ media }) => matchMedia(media).matches)?.content ?? '';
      return [painted(now), painted(getComputedStyle(document.documentElement).backgroundColor)];
    });
    expect(theme).toBe(ground);
  }
});

test('a pull at the edge of the page is left to the page: the browser’s own reload by pulling is off', async ({
  ann,
}) => {
  const behaviour = await ann.page.evaluate(() => getComputedStyle(document.documentElement).overscrollBehaviorY);
  expect(behaviour).toBe('none');
});
