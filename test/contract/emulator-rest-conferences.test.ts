import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LINE } from '../support/emulated-account.ts';
import { startAccountServer, type AccountServer } from '../support/account-server.ts';
import { wavOf } from '../support/emulated-room.ts';

const [ANN, BOB] = ['+15145550123', '+15145550124'];
const EVENTS = 'start end join leave mute hold modify announcement';
let server: AccountServer;
beforeAll(async () => {
  server = await startAccountServer();
  const conference = `<Conference beep="false" waitUrl="" statusCallback="/room" statusCallbackEvent="${EVENTS}">r</Conference>`;
  server.answers['/voice'] = `<Response><Dial action="/after">${conference}</Dial></Response>`;
  server.answers['/after'] = '<Response><Pause length="600"/></Response>';
  server.answers['/hold.wav'] = { type: 'audio/wav', body: wavOf(2000, 500) };
  server.answers['/notice.wav'] = { type: 'audio/wav', body: wavOf(1800, 200) };
});
afterAll(() => server.close());
beforeEach(() => {
  server.emulator.control.reset();
  server.asked.length = 0;
  for (const number of [ANN, BOB]) phone(number).put({ character: 'manual' });
});

const phone = (number: string) => server.emulator.control.phone(number);
/** What the newest conference told, in order. */
const reports = () =>
  server.asked
    .filter(
      ({ path, params }) =>
        path === '/room' && params['ConferenceSid'] === server.emulator.control.conferences()[0]?.sid,
    )
    .map(({ params }) => params);
const told = () => reports().map(({ StatusCallbackEvent }) => StatusCallbackEvent);

/** Ann called the line and is in the room; Bob was called into it and, unless he is to ring on, is in it too. */
async function room({ bob = {}, isRinging = false }: { bob?: object; isRinging?: boolean } = {}) {
  const { callSid: ann } = phone(ANN).call(LINE);
  await expect.poll(() => server.emulator.control.conferences()[0]?.participants).toHaveLength(1);
  const sid = server.emulator.control.conferences()[0]?.sid ?? '';
  const conference = server.client.conferences(sid);
  const participant = await conference.participants.create({
    from: LINE,
    to: BOB,
    label: 'bob',
    beep: 'false',
    ...bob,
  });
  await expect.poll(() => phone(BOB).view().state).toBe('ringing');
  if (!isRinging) {
    phone(BOB).answer();
    await expect.poll(() => server.emulator.control.conferences()[0]?.participants).toHaveLength(2);
  }
  return { ann, bob: participant.callSid, conference, participant };
}

describe('participants over REST', () => {
  test('somebody is called into a conference: queued, ringing, connected', async () => {
    const { ann, bob, conference, participant } = await room({ isRinging: true });
    expect(participant).toMatchObject({
      status: 'queued',
      label: 'bob',
      muted: false,
      hold: false,
      coaching: false,
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      conferenceSid: (await conference.fetch()).sid,
    });
    expect((await conference.participants('bob').fetch()).status).toBe('ringing');
    await expect(conference.participants('bob').update({ hold: true })).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
    phone(BOB).answer();
    await expect.poll(async () => (await conference.participants(bob).fetch()).status).toBe('connected');
    expect((await conference.participants.list()).map(({ callSid }) => callSid)).toEqual([ann, bob]);
    expect((await conference.fetch()).status).toBe('in-progress');
    expect((await server.client.calls(bob).fetch()).direction).toBe('outbound-api');
  });

  test('those who are in hear it ring, unless early media is switched off', async () => {
    await room({ isRinging: true });
    expect((await phone(ANN).hears(440, 200)).purity).toBeGreaterThan(0.5);
    server.emulator.control.reset();
    phone(BOB).put({ character: 'manual' });
    await room({ isRinging: true, bob: { earlyMedia: false } });
    expect((await phone(ANN).hears(440, 200)).silent).toBe(true);
  });

  test('a conference of a new name begins with somebody who is called into it', async () => {
    await server.client.conferences('a new room').participants.create({
      from: LINE,
      to: ANN,
      conferenceStatusCallback: `${server.url}/room`,
      conferenceStatusCallbackEvent: ['join', 'end'],
    });
    await expect.poll(() => phone(ANN).view().state).toBe('ringing');
    phone(ANN).answer();
    await expect.poll(told).toEqual(['participant-join']);
    const [conference] = await server.client.conferences.list({ status: 'init', friendlyName: 'a new room' });
    expect(conference?.friendlyName).toBe('a new room');
    phone(ANN).hangUp();
    await expect.poll(told).toEqual(['participant-join', 'conference-end']);
  });

  test('busy is told by the call’s own callback, and the conference says who could not be added', async () => {
    await room({ isRinging: true, bob: { statusCallback: `${server.url}/bob`, statusCallbackEvent: ['completed'] } });
    phone(BOB).busy();
    await expect
      .poll(() => server.asked.find(({ path }) => path === '/bob')?.params)
      .toMatchObject({ CallStatus: 'busy', SipResponseCode: '486' });
    await expect
      .poll(() => reports().at(-1))
      .toMatchObject({
        StatusCallbackEvent: 'participant-leave',
        ReasonParticipantLeft: 'participant_add_failed',
        ParticipantCallStatus: 'busy',
        ParticipantLabel: 'bob',
      });
  });

  test('hold plays the music of the hold URL to one of them, by call or by label', async () => {
    const { ann, conference } = await room();
    phone(BOB).says({ toneHz: 700 });
    await expect.poll(async () => (await phone(ANN).hears(700, 200)).purity).toBeGreaterThan(0.9);
    const held = await conference
      .participants(ann)
      .update({ hold: true, holdUrl: `${server.url}/hold.wav`, holdMethod: 'GET' });
    expect(held.hold).toBe(true);
    await expect.poll(async () => (await phone(ANN).hears(2000, 200)).purity).toBeGreaterThan(0.9);
    expect((await conference.participants.list({ hold: true })).map(({ callSid }) => callSid)).toEqual([ann]);
    await conference.participants(ann).update({ hold: false });
    await expect.poll(async () => (await phone(ANN).hears(700, 200)).purity).toBeGreaterThan(0.9);
    await conference.participants('bob').update({ muted: true });
    await expect.poll(async () => (await phone(ANN).hears(700, 200)).silent).toBe(true);
    await expect.poll(() => told().slice(3)).toEqual(['participant-hold', 'participant-unhold', 'participant-mute']);
  });

  test('an announcement to one, and to everybody', async () => {
    const { conference } = await room();
    await conference.participants('bob').update({ announceUrl: `${server.url}/notice.wav`, announceMethod: 'GET' });
    await expect.poll(() => told().slice(3)).toEqual(['announcement-end']);
    await conference.update({ announceUrl: `${server.url}/notice.wav`, announceMethod: 'GET' });
    await expect.poll(() => told().slice(4)).toEqual(['announcement-end']);
  });

  test('one who is taken out has no TwiML to go on with: the call ends; a caller goes on with the action', async () => {
    const { ann, bob, conference } = await room();
    expect(await conference.participants('bob').remove()).toBe(true);
    await expect.poll(async () => (await server.client.calls(bob).fetch()).status).toBe('completed');
    await conference.participants(ann).remove();
    await expect.poll(() => server.asked.map(({ path }) => path)).toContain('/after');
    expect((await server.client.calls(ann).fetch()).status).toBe('in-progress');
    expect(await conference.fetch()).toMatchObject({
      status: 'completed',
      reasonConferenceEnded: 'last-participant-kicked',
      callSidEndingConference: ann,
    });
  });

  test('whoever was called in and is redirected leaves, and lives on by the new TwiML', async () => {
    const { bob, conference } = await room();
    await server.client.calls(bob).update({ twiml: '<Response><Pause length="60"/></Response>' });
    await expect.poll(async () => (await conference.participants.list()).length).toBe(1);
    expect((await server.client.calls(bob).fetch()).status).toBe('in-progress');
  });

  test('who ends the conference when they go, and who coaches whom, may change', async () => {
    const { ann, bob, conference } = await room();
    const coach = await conference.participants(bob).update({ coaching: true, callSidToCoach: ann });
    expect(coach).toMatchObject({ coaching: true, callSidToCoach: ann });
    const ender = await conference.participants(bob).update({ coaching: false, endConferenceOnExit: true });
    expect(ender).toMatchObject({ coaching: false, endConferenceOnExit: true });
    phone(BOB).hangUp();
    await expect
      .poll(async () => (await conference.fetch()).reasonConferenceEnded)
      .toBe('participant-with-end-conference-on-exit-left');
  });
});

describe('conferences over REST', () => {
  test('those in progress are listed, by name; others when they are asked for', async () => {
    const { conference } = await room();
    const { sid } = await conference.fetch();
    expect((await server.client.conferences.list({ friendlyName: 'r' })).map((one) => one.sid)).toEqual([sid]);
    expect(await server.client.conferences.list({ friendlyName: 'another' })).toEqual([]);
    await conference.update({ status: 'completed' });
    expect(await server.client.conferences.list()).toEqual([]);
    expect((await server.client.conferences.list({ status: 'completed' })).map((one) => one.sid)).toEqual([sid]);
  });

  test('completed: everybody is hung up on, also one whose telephone still rings', async () => {
    const { conference } = await room({ isRinging: true });
    await conference.update({ status: 'completed' });
    await expect.poll(() => [ANN, BOB].map((number) => phone(number).view().state)).toEqual(['idle', 'idle']);
    await expect(conference.participants.list()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('one that has not started refuses to change anybody: 16099', async () => {
    const { ann, conference } = await room({ isRinging: true });
    await expect(conference.participants(ann).update({ hold: true })).rejects.toMatchObject({
      status: 400,
      code: 16099,
    });
  });

  test.each([
    ['a label twice', 16025, async ({ create }: Rig) => create({ label: 'bob' })],
    ['a label with a slash', 16023, async ({ create }: Rig) => create({ label: 'a/b' })],
    ['From a stranger’s number', 21210, async ({ create }: Rig) => create({ from: ANN })],
    ['To nobody', 21211, async ({ create }: Rig) => create({ to: 'sip:bob@example.org' })],
    ['recording, which is not emulated', 20001, async ({ create }: Rig) => create({ record: true })],
    ['one event too many', 20001, async ({ create }: Rig) => create({ conferenceStatusCallbackEvent: ['speaker'] })],
    ['coaching nobody', 20001, async ({ update }: Rig) => update({ coaching: true })],
    [
      'coaching somebody who is not there',
      13240,
      async ({ update }: Rig) => update({ callSidToCoach: `CA${'0'.repeat(32)}` }),
    ],
    ['hold music without a hold', 20001, async ({ update }: Rig) => update({ holdUrl: 'https://example.org/' })],
    ['a relative URL', 20001, async ({ update }: Rig) => update({ announceUrl: '/notice.wav' })],
  ])('%s: %i', async (_, code, act) => {
    const { conference } = await room();
    const rig: Rig = {
      create: (more) => conference.participants.create({ from: LINE, to: '+15145550125', ...more }),
      update: (more) => conference.participants('bob').update(more),
    };
    await expect(act(rig)).rejects.toMatchObject({ status: 400, code });
  });
});

interface Rig {
  create(more: object): Promise<unknown>;
  update(more: object): Promise<unknown>;
}
