import { test } from '../e2e/house.ts';
import { buildsNext, findsNext, next, released } from '../e2e/versions.ts';
import { isKept } from '../support/service-worker.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';

test.beforeAll(buildsNext);

for (const look of looksOf()) {
  test(`without a network, and with a new version: ${look.name}`, async ({ person, outside, house }) => {
    test.setTimeout(90_000);
    const far = outside.phone(FAR);
    const ann = await person(look.options);
    await ann.isReady();
    await ann.talksTo(far);
    await far.hangsUp();
    await ann.dismissesCall();
    await ann.opens('recents');
    await isKept(ann.page);
    await ann.page.context().setOffline(true);
    await shot(ann.page, look, 'offline-recents', /Pas de réseau|No network/);
    await ann.opens('settings');
    await shot(ann.page, look, 'offline-settings', /rien changer|change nothing/);
    await ann.opens('keypad');
    await ann.types('514 555-0123');
    await shot(ann.page, look, 'offline-keypad');
    await ann.page.getByRole('button', { name: /au retour du réseau|back online/ }).click();
    await shot(ann.page, look, 'offline-call-later', /vous sera proposé|will be offered/);
    await ann.page.context().setOffline(false);
    await shot(ann.page, look, 'back-online', /Le réseau est revenu|network is back/);
    await ann.page.getByRole('button', { name: /Non merci|No, thank you/ }).click();

    await house.worker.deploys(next);
    await findsNext(ann);
    await shot(ann.page, look, 'update', /nouvelle version|new version/);
    await ann.opens('settings');
    await ann.page.getByRole('button', { name: /Se déconnecter|Sign out/ }).scrollIntoViewIfNeeded();
    await shot(ann.page, look, 'update-settings', /nouvelle version|new version/);
    await house.worker.deploys(released);
  });
}
