import { expect, test } from '../e2e/house.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';
const NAMES = ['Maximiliane-Alexandra von Hohenlohe-Schillingsfürst', 'Bob', 'נועה כהן'];

test.use({ lineCount: 2 });

for (const look of looksOf()) {
  test(`people and lines: ${look.name}`, async ({ person, outside, house }) => {
    test.setTimeout(120_000);
    await house.keeper.isCalled('Ann');
    const far = outside.phone(FAR);
    const ann = await person(look.options);
    await ann.isReady();
    await ann.opens('settings');
    await shot(ann.page, look, 'people-alone', /Personnes|People/, true);
    for (const name of NAMES) await person({ ...look.options, name });
    const bob = await person({ ...look.options, toneHz: 660, name: 'Bob' });
    await bob.isReady();
    await ann.page.reload();
    await shot(ann.page, look, 'people', /Schillings/, true);
    await ann.button(/^(Inviter une personne|Invite someone)$/).click();
    await ann.page.getByRole('textbox', { name: /^(Son nom|Their name)$/ }).fill('Cléo');
    await shot(ann.page, look, 'people-inviting');
    await ann.page.keyboard.press('Enter');
    await expect(ann.page.getByText('/#code=')).toBeVisible();
    await shot(ann.page, look, 'people-invited');
    await ann
      .button(/^(Retirer|Remove) Bob$/)
      .first()
      .click();
    await shot(ann.page, look, 'people-removing', /«|“/);
    await ann.page.keyboard.press('Escape');
    await ann
      .button(/^(Renommer la ligne|Rename line) /)
      .last()
      .click();
    await ann.page.getByRole('textbox').last().fill('Atelier');
    await ann.page.keyboard.press('Enter');
    await shot(ann.page, look, 'lines', /Atelier/, true);

    await ann.opens('keypad');
    await ann.isReady();
    await ann.button(ann.words.ready).click();
    await shot(ann.page, look, 'line-choice', /Appeler depuis|Call from/);
    await ann.page.getByRole('radio', { name: /Atelier/ }).check();
    await ann.page.keyboard.press('Escape');
    await shot(ann.page, look, 'line-chosen');
    await ann.types('262');
    await shot(ann.page, look, 'keypad-colleague', /^Bob$/);
    await ann.types('');
    await ann.opens('contacts');
    await shot(ann.page, look, 'colleagues', /^(Collègues|Colleagues)$/);
    await ann.opens('keypad');

    await far.is('manual', { verified: true });
    await far.calls(house.lines[1] ?? '');
    await expect(ann.call('pending')).toBeVisible();
    await shot(ann.page, look, 'incoming-on-line', /Atelier/);
    await ann.presses(ann.words.silence);
    await shot(ann.page, look, 'incoming-silenced');
    await bob.presses(bob.words.answer);
    await expect(ann.call('closed')).toBeVisible();
    await shot(ann.page, look, 'answered-elsewhere', /Bob/);
    await far.hangsUp();
    await ann.dismissesCall();
    await bob.dismissesCall();
    await bob.opens('settings');
    await bob.button(/^(Appeler|Call) Ann$/).click();
    await expect(ann.call('pending')).toBeVisible();
    await shot(ann.page, look, 'incoming-colleague', /Bob/);
    await bob.presses(bob.words.hangUp);
  });
}
