import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import * as protocol from '../../worker/protocol.ts';
import { ann, another, Browser, callSid, colleague, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { twiml, webhook } from './support/twilio.ts';

async function people(browser: Browser): Promise<protocol.Person[]> {
  return v.parse(protocol.People, await (await browser.send('GET', '/api/people')).json()).people;
}

test('Ann is alone, and gives herself a name', async () => {
  const { browser } = await ann();
  expect(await people(browser)).toEqual([
    { id: 'owner', name: '', isOwner: true, isMe: true, isAwake: false, devices: 1 },
  ]);
  expect((await browser.send('PATCH', '/api/people/me', { name: ' Ann ' })).status).toBe(204);
  expect(await people(browser)).toMatchObject([{ name: 'Ann' }]);
});

test('Ann invites Bob: nobody is there until he comes, and then he is, under his name', async () => {
  const { browser } = await ann();
  const code = await browser.makesCode('Bob');
  expect(await people(browser)).toHaveLength(1);
  const bob = new Browser();
  const device = await bob.signsIn(code);
  expect(device.person).not.toBe('owner');
  await bob.registers('Bob’s phone');
  expect(await people(bob)).toMatchObject([
    { id: 'owner', isMe: false },
    { id: device.person, name: 'Bob', isOwner: false, isMe: true, devices: 1 },
  ]);
});

test('Bob’s next device is his own, and neither sees the devices of the other', async () => {
  const { browser } = await ann();
  const bob = await colleague(browser, 'Bob');
  const tablet = await another(bob.browser, 'Bob’s tablet');
  const devicesOf = async (who: Browser) =>
    v.parse(protocol.Devices, await (await who.send('GET', '/api/devices')).json()).devices.map(({ label }) => label);
  expect(await devicesOf(tablet.browser)).toEqual(expect.arrayContaining(['Bob’s phone', 'Bob’s tablet']));
  expect(await devicesOf(browser)).toEqual(['Ann’s laptop']);
  expect(await people(browser)).toMatchObject([{ devices: 1 }, { name: 'Bob', devices: 2 }]);
});

test.each(['', '   ', 'x'.repeat(61), 'Bob\u202e', 12])('an invitation for %j is refused', async (name) => {
  const { browser } = await ann();
  expect((await browser.send('POST', '/api/codes', { name })).status).toBe(400);
});

test('only the owner invites and removes, and nobody removes the owner', async () => {
  const { browser } = await ann();
  const bob = await colleague(browser, 'Bob');
  const eve = await colleague(browser, 'Eve');
  expect(await errorCode(await bob.browser.send('POST', '/api/codes', { name: 'Mallory' }))).toBe('forbidden');
  expect(await errorCode(await bob.browser.send('DELETE', `/api/people/${eve.person}`))).toBe('forbidden');
  expect(await errorCode(await bob.browser.send('DELETE', '/api/people/owner'))).toBe('forbidden');
  expect(await errorCode(await browser.send('DELETE', '/api/people/owner'))).toBe('forbidden');
  expect(await errorCode(await browser.send('DELETE', '/api/people/nobody'))).toBe('not_found');
});

test('Bob has lost his only phone: Ann makes him a code, which lets him in once, as himself', async () => {
  const { browser } = await ann();
  const bob = await colleague(browser, 'Bob');
  await bob.browser.send('DELETE', `/api/devices/${bob.id}`);
  const response = await browser.send('POST', '/api/codes', { person: bob.person });
  expect(response.status).toBe(201);
  const { code, link, expiresAt } = v.parse(protocol.NewCode, await response.json());
  expect(link).toContain('/#code=');
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(10 * 60_000);
  const again = new Browser();
  expect((await again.signsIn(code)).person).toBe(bob.person);
  expect(await errorCode(await new Browser().send('POST', '/api/session', { code }))).toBe('code_spent');
  expect(await people(browser)).toMatchObject([{ id: 'owner' }, { id: bob.person, name: 'Bob' }]);
});

test('only the owner makes a code for somebody else, and only for one of us', async () => {
  const { browser } = await ann();
  const bob = await colleague(browser, 'Bob');
  const eve = await colleague(browser, 'Eve');
  const codeFor = async (who: Browser, body: object) => errorCode(await who.send('POST', '/api/codes', body));
  expect(await codeFor(bob.browser, { person: eve.person })).toBe('forbidden');
  expect(await codeFor(bob.browser, { person: 'owner' })).toBe('forbidden');
  expect(await codeFor(bob.browser, { person: 'nobody' })).toBe('forbidden');
  expect(await codeFor(browser, { person: 'nobody' })).toBe('not_found');
  expect(await codeFor(browser, { person: bob.person, name: 'Bob' })).toBe('bad_request');
  await browser.send('DELETE', `/api/people/${bob.person}`);
  expect(await codeFor(browser, { person: bob.person })).toBe('not_found');
});

test('only the owner says how long history is kept', async () => {
  const { browser } = await ann();
  const bob = await colleague(browser, 'Bob');
  expect(await errorCode(await bob.browser.send('PUT', '/api/settings', { retentionDays: 30 }))).toBe('forbidden');
  expect(await (await bob.browser.send('GET', '/api/settings')).json()).toMatchObject({ retentionDays: null });
});

test('Ann calls Bob, who has no device any more: he is named to her, and nobody else reads of it', async () => {
  const { browser, identity } = await ann();
  const bob = await colleague(browser, 'Bob');
  const eve = await colleague(browser, 'Eve');
  await browser.send('DELETE', `/api/people/${bob.person}`);
  const To = `person:${bob.person}`;
  await twiml('/twiml/outgoing', { CallSid: callSid(1), From: `client:${identity}`, To });
  expect(await browser.recents()).toMatchObject([{ state: 'blocked', party: { kind: 'person', name: 'Bob' } }]);
  expect(await eve.browser.recents()).toEqual([]);
  expect((await eve.browser.send('GET', `/api/calls/${callSid(1)}`)).status).toBe(404);
  expect((await eve.browser.send('PUT', `/api/calls/${callSid(1)}/note`, { note: 'x' })).status).toBe(404);
});

test('Ann removes Bob: all his devices are out, none rings, a code of his is spent, and history keeps his name', async () => {
  const { browser, identity } = await ann();
  const bob = await colleague(browser, 'Bob');
  const tablet = await another(bob.browser, 'Bob’s tablet');
  const code = await bob.browser.makesCode();
  await twiml('/twiml/outgoing', { CallSid: callSid(1), From: `client:${bob.identity}`, To: 'person:owner' });
  await webhook('/events/call', { CallSid: callSid(1), From: `client:${bob.identity}`, CallStatus: 'completed' });

  expect((await browser.send('DELETE', `/api/people/${bob.person}`)).status).toBe(204);
  for (const gone of [bob.browser, tablet.browser]) expect((await gone.send('GET', '/api/people')).status).toBe(401);
  expect(await errorCode(await new Browser().send('POST', '/api/session', { code }))).toBe('code_spent');
  expect(await people(browser)).toHaveLength(1);
  const rung = await twiml('/handle_calls', { CallSid: callSid(2), From: OUTSIDE, To: LINE });
  expect(rung).toContain(identity);
  expect(rung).not.toContain(bob.identity);
  expect(await env.IDENTITIES.get('ring')).toBe(JSON.stringify([identity]));
  expect(await browser.outcome(callSid(1))).toMatchObject({ party: { kind: 'person', id: bob.person, name: 'Bob' } });
});

test('Bob calls Ann by name: all her devices ring and are told that it is Bob', async () => {
  const { browser, identity } = await ann();
  await browser.send('PATCH', '/api/people/me', { name: 'Ann' });
  const phone = await another(browser, 'Ann’s phone');
  const bob = await colleague(browser, 'Bob & Söhne');
  const From = `client:${bob.identity}`;
  const answer = await twiml('/twiml/outgoing', { CallSid: callSid(1), From, To: 'person:owner' });
  expect(answer.match(/<Identity>[^<]*/g)?.toSorted()).toEqual(
    [identity, phone.identity].map((each) => `<Identity>${each}`).toSorted(),
  );
  expect(answer).toContain('<Parameter name="caller_name" value="Bob &amp; Söhne"/>');
  expect(answer).toContain(`<Parameter name="caller_person" value="${bob.person}"/>`);
  expect(await bob.browser.outcome(callSid(1))).toMatchObject({
    direction: 'outbound',
    party: { kind: 'person', id: 'owner', name: 'Ann' },
  });
  expect(await phone.browser.outcome(callSid(1))).toMatchObject({
    direction: 'inbound',
    party: { kind: 'person', id: bob.person, name: 'Bob & Söhne' },
  });
});

test('between two devices of one person no name is told: each knows the other by its label', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const answer = await twiml('/twiml/outgoing', {
    CallSid: callSid(1),
    From: `client:${identity}`,
    To: phone.identity,
  });
  expect(answer).toContain(phone.identity);
  expect(answer).not.toContain('caller_');
});

test('a line gets a name, which everybody is told; a number that is not ours gets none', async () => {
  const { browser } = await ann();
  const lines = async () => v.parse(protocol.Config, await (await browser.send('GET', '/api/config')).json()).lines;
  expect(await lines()).toEqual([{ number: LINE, country: 'CA', label: '', recording: 'ask' }]);
  expect((await browser.send('PUT', `/api/lines/${encodeURIComponent(LINE)}`, { label: 'Atelier' })).status).toBe(204);
  expect(await lines()).toMatchObject([{ label: 'Atelier' }]);
  await browser.send('PUT', `/api/lines/${encodeURIComponent(LINE)}`, { label: '' });
  expect(await lines()).toMatchObject([{ label: '' }]);
  expect((await browser.send('PUT', `/api/lines/${encodeURIComponent(OUTSIDE)}`, { label: 'x' })).status).toBe(404);
});
