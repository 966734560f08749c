import { expect, test } from './house.ts';

const FAR = '+15145550123';

test.use({ lineCount: 2 });

test('two lines: one gets a name, a call to it says so, and calls go out on the one that is chosen', async ({
  ann,
  outside,
  house,
}) => {
  const [, second = ''] = house.lines;
  const far = outside.phone(FAR);
  await ann.opens('settings');
  const lines = ann.page.getByRole('region', { name: 'Lignes' });
  await lines
    .getByRole('button', { name: /^Renommer/ })
    .last()
    .click();
  await lines.getByRole('textbox').fill('Atelier');
  await ann.page.keyboard.press('Enter');
  await expect(lines.getByText('Atelier')).toBeVisible();

  await far.is('manual');
  await far.calls(second);
  await expect(ann.call('pending')).toContainText('Atelier');
  await far.hangsUp();
  await expect(ann.call('pending')).toBeHidden();
  await ann.dismissesCall();

  await ann.opens('recents');
  const row = ann.recent(FAR);
  await expect(row).toBeVisible();
  const choice = ann.page.getByRole('combobox', { name: 'Quelle ligne' });
  await choice.selectOption({ index: 1 });
  await expect(ann.page.getByText('Aucun appel sur cette ligne.')).toBeVisible();
  await choice.selectOption('Atelier');
  await expect(row).toContainText('Atelier');

  await ann.opens('keypad');
  await ann.button(ann.words.ready).click();
  await ann.page.getByRole('radio', { name: /Atelier/ }).check();
  await ann.page.keyboard.press('Escape');
  await expect(ann.button(/Atelier.*sonnera/)).toBeAttached();
  await ann.dials(FAR);
  await expect(ann.call('ringing')).toContainText('Atelier');
  await expect.poll(async () => (await outside.calls()).find(({ to }) => to === FAR)?.from).toBe(second);
  await ann.presses(ann.words.hangUp);

  // Remembered on this device, also when the page is opened again.
  await ann.page.reload();
  await ann.isReady();
  await expect(ann.button(/Atelier.*sonnera/)).toBeAttached();
});
