import { expect, test } from '../e2e/house.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';

// After a bad call only whoever tells Twilio is asked.
test.use({ insights: 'https://eventgw.twilio.com', houseName: 'quality pictures' });

for (const look of looksOf()) {
  test(`a call that sounds bad, and how calls get through: ${look.name}`, async ({ person, outside }) => {
    test.setTimeout(180_000);
    const ann = await person(look.options);
    await ann.page.route(/^https:\/\/eventgw\./, (route) =>
      route.fulfill({ status: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' }),
    );
    await ann.isReady();
    await ann.talksTo(outside.phone(FAR));
    await ann.presses(ann.words.mute);
    await shot(ann.page, look, 'muted-speaking', /personne ne vous entend|nobody hears you/);
    await ann.presses(ann.words.unmute);
    await outside.fault({ kind: 'lossy-media', percent: 25 });
    await expect(ann.page.locator('[data-call-warning]')).toContainText(/perd du son|loses sound/, { timeout: 30_000 });
    await shot(ann.page, look, 'poor-sound');
    await ann.presses(ann.words.keypad);
    await shot(ann.page, look, 'poor-sound-keypad');
    await ann.presses(ann.words.hangUp);
    await shot(ann.page, look, 'rating', /Comment était le son|How did it sound/);
    await ann.button(/^2 (sur|of) 5$/).click();
    await shot(ann.page, look, 'rating-what');
    await ann.button(/^(Haché|Choppy)$/).click();
    await ann.opens('recents');
    await ann.recent(FAR).getByRole('link').first().click();
    await shot(ann.page, look, 'recents-detail-quality', /Mauvais son|Poor sound/);
    await ann.opens('settings');
    await ann.button(/^(Vérifier la connexion|Check the connection)$/).click();
    await shot(ann.page, look, 'connection-checking', /Vérification…|Checking…/, true);
    await expect(ann.page.getByText(/^(Les appels passent|Calls get through)/)).toBeVisible({ timeout: 60_000 });
    await shot(ann.page, look, 'connection-checked', undefined, true);
  });
}
