import { expect, test, vi } from 'vitest';
import * as v from 'valibot';
import * as protocol from '../../worker/protocol.ts';
import { ann, another, callSid, colleague, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { twiml, webhook } from './support/twilio.ts';

const ROOT = callSid(1);

type House = Awaited<ReturnType<typeof ringing>>;

/** Somebody calls: Ann’s laptop and phone and Bob’s phone ring. */
async function ringing() {
  const laptop = await ann();
  const phone = await another(laptop.browser, 'Ann’s phone');
  const bob = await colleague(laptop.browser, 'Bob');
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  const legs = [laptop, phone, bob].map(({ identity }, i) => ({ identity, sid: callSid(10 + i) }));
  const tells = (i: number, CallStatus: string) =>
    webhook('/events/call', {
      CallSid: legs[i]?.sid ?? '',
      ParentCallSid: ROOT,
      From: OUTSIDE,
      To: `client:${legs[i]?.identity ?? ''}`,
      CallStatus,
    });
  for (const i of legs.keys()) await tells(i, 'ringing');
  return { laptop, phone, bob, legs, tells };
}

/** What Twilio's API is asked from now on; it does as it is told. */
function twilioApi(answers: () => Response = () => Response.json({})) {
  const asked: { url: string; body: string; authorization: string | null }[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    asked.push({
      url: request.url,
      body: await request.text(),
      authorization: request.headers.get('Authorization'),
    });
    return answers();
  });
  return asked;
}

async function loser(response: Response): Promise<string | undefined> {
  expect(response.status).toBe(409);
  const { error } = v.parse(protocol.ApiError, await response.json());
  expect(error.code).toBe('answered_elsewhere');
  return error.by;
}

test('both of Ann’s devices tap at once: one may answer, the other hears where it is answered', async () => {
  const { laptop, phone } = await ringing();
  const answers = await Promise.all(
    [laptop, phone].map(({ browser }) => browser.send('POST', `/api/calls/${ROOT}/answering`)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  const [first, second] = answers as [Response, Response];
  expect(first.ok ? await loser(second) : await loser(first)).toBe(first.ok ? 'Ann’s laptop' : 'Ann’s phone');
});

test('a device asks by its own leg; Bob, too late, hears who answers', async () => {
  const { phone, bob, legs, laptop } = await ringing();
  await laptop.browser.send('PATCH', '/api/people/me', { name: 'Ann' });
  expect((await phone.browser.send('POST', `/api/calls/${legs[1]?.sid ?? ''}/answering`)).status).toBe(204);
  expect(await loser(await bob.browser.send('POST', `/api/calls/${legs[2]?.sid ?? ''}/answering`))).toBe('Ann');
});

test('a device that says it does not answer after all leaves it to the next', async () => {
  const { laptop, bob } = await ringing();
  await laptop.browser.send('POST', `/api/calls/${ROOT}/answering`);
  await bob.browser.send('DELETE', `/api/calls/${ROOT}/answering`);
  expect((await bob.browser.send('POST', `/api/calls/${ROOT}/answering`)).status).toBe(409);
  await laptop.browser.send('DELETE', `/api/calls/${ROOT}/answering`);
  expect((await bob.browser.send('POST', `/api/calls/${ROOT}/answering`)).status).toBe(204);
});

test('a device that came too late looks, without asking, until the quicker one has failed', async () => {
  const { laptop, phone, bob, tells } = await ringing();
  const looks = (who: typeof laptop) => who.browser.send('GET', `/api/calls/${ROOT}/answering`);
  expect((await looks(phone)).status).toBe(204);
  await laptop.browser.send('POST', `/api/calls/${ROOT}/answering`);
  expect(await loser(await looks(phone))).toBe('Ann’s laptop');
  expect((await looks(laptop)).status).toBe(204);
  expect((await looks(bob)).status).toBe(409);
  await tells(0, 'failed');
  expect((await looks(phone)).status).toBe(204);
  expect((await bob.browser.send('POST', `/api/calls/${ROOT}/answering`)).status).toBe(204);
});

test('the leg of a device that may answer fails: the next may', async () => {
  const { laptop, bob, tells } = await ringing();
  await laptop.browser.send('POST', `/api/calls/${ROOT}/answering`);
  await tells(0, 'failed');
  expect((await bob.browser.send('POST', `/api/calls/${ROOT}/answering`)).status).toBe(204);
});

test('a call that nobody knows, or that did not come to me, is not mine to answer or to decline', async () => {
  const { laptop, bob } = await ringing();
  const mine = callSid(50);
  await twiml('/twiml/outgoing', { CallSid: mine, From: `client:${laptop.identity}`, To: OUTSIDE });
  const between = callSid(51);
  await twiml('/twiml/outgoing', {
    CallSid: between,
    From: `client:${laptop.identity}`,
    To: `client:${laptop.identity}`,
  });
  for (const [browser, sid] of [
    [laptop.browser, callSid(99)],
    [laptop.browser, mine],
    [bob.browser, mine],
    [laptop.browser, 'nonsense'],
  ] as const)
    for (const verb of ['answering', 'decline'])
      expect(await errorCode(await browser.send('POST', `/api/calls/${sid}/${verb}`))).toBe('not_found');
});

test('Ann declines on her laptop: her phone’s leg is ended, Bob’s rings on, and each reads their own truth', async () => {
  const { laptop, phone, bob, legs, tells } = await ringing();
  const asked = twilioApi();
  expect((await laptop.browser.send('POST', `/api/calls/${ROOT}/decline`)).status).toBe(204);
  expect(asked).toEqual([
    {
      url: `https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Calls/${legs[1]?.sid ?? ''}.json`,
      body: 'Status=canceled',
      authorization: `Basic ${btoa('SK00000000000000000000000000000002:an api secret for tests')}`,
    },
  ]);
  expect(await phone.browser.outcome(ROOT)).toMatchObject({ state: 'declined' });
  expect(await bob.browser.outcome(ROOT)).toMatchObject({ state: 'ringing' });
  await tells(0, 'busy');
  await tells(1, 'canceled');
  await tells(2, 'no-answer');
  await twiml('/twiml/dial-ended?g=0', { CallSid: ROOT, From: OUTSIDE, DialCallStatus: 'no-answer' });
  await webhook('/events/call', { CallSid: ROOT, From: OUTSIDE, To: LINE, CallStatus: 'completed' });
  expect(await laptop.browser.recents()).toMatchObject([{ state: 'declined', isUnread: false }]);
  expect(await bob.browser.recents()).toMatchObject([{ state: 'missed', isUnread: true }]);
});

test('declining twice is declining once', async () => {
  const { laptop, phone }: House = await ringing();
  twilioApi();
  const before = await seq(laptop);
  await laptop.browser.send('POST', `/api/calls/${ROOT}/decline`);
  await phone.browser.send('POST', `/api/calls/${ROOT}/decline`);
  expect(await seq(laptop)).toBe(before + 1);
});

test('Twilio’s API is down: the decline is written down all the same', async () => {
  const { laptop, phone } = await ringing();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  twilioApi(() => new Response('', { status: 500 }));
  expect((await laptop.browser.send('POST', `/api/calls/${ROOT}/decline`)).status).toBe(204);
  expect(await phone.browser.outcome(ROOT)).toMatchObject({ state: 'declined' });
});

async function seq({ browser }: House['laptop']): Promise<number> {
  return v.parse(protocol.Calls, await (await browser.send('GET', '/api/calls')).json()).seq;
}
