import { expect, test } from './house.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';
const GATEWAY = 'https://eventgw.twilio.com';

// Here Twilio is told how calls are.
test.use({ insights: GATEWAY, houseName: 'insights' });

const meter = (ann: Person, words: string) => ann.call('open').getByRole('button', { name: words });

/** Stands for Twilio's event gateway, which has an address for each region: takes whatever comes. */
const gateway = (ann: Person, take: (event: { group: string }) => void) =>
  ann.page.route(/^https:\/\/eventgw\.(\w+\.)?twilio\.com\//, async (route) => {
    take(route.request().postDataJSON() as { group: string });
    await route.fulfill({ status: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' });
  });

test('after a bad call Ann says how it was and why, once, and Twilio gets it', async ({ ann, outside }) => {
  const feedback: unknown[] = [];
  await gateway(ann, (event) => {
    if (event.group === 'feedback') feedback.push(event);
  });
  await ann.talksTo(outside.phone(FAR));
  const [call] = await outside.openCalls();
  await outside.fault({ kind: 'lossy-media', percent: 25 });
  await expect(meter(ann, 'Mauvais son')).toBeVisible({ timeout: 20_000 });
  await ann.presses(ann.words.hangUp);
  const rating = ann.page.getByRole('region', { name: /Comment était le son/ });
  await rating.getByRole('button', { name: '2 sur 5' }).click();
  await rating.getByRole('button', { name: 'Haché' }).click();
  await expect(ann.page.getByRole('status')).toContainText('Merci.');
  await expect(ann.call('closed')).toBeHidden();
  await expect.poll(() => feedback).toHaveLength(1);
  expect(feedback[0]).toMatchObject({
    name: 'received',
    payload: { call_sid: call?.sid, issue_name: 'choppy-audio', quality_score: 2 },
  });
});
