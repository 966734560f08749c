import { describe, expect, test } from 'vitest';
import { updateCall } from '../emulator/rest/call-update.ts';
import { twiml } from '../support/emulated-exchange.ts';
import { createRoom, PEOPLE, wavOf } from '../support/emulated-room.ts';

describe('coming in', () => {
  test('alone one hears music; two hear each other, and the conference has started', async () => {
    const { comes, hears, room, told } = createRoom();
    await comes('ann');
    expect(room().status).toBe('init');
    expect(await hears('ann')).not.toBe('silence');
    await comes('bob');
    expect(room().status).toBe('in-progress');
    expect([await hears('ann'), await hears('bob')]).toEqual([[700], [440]]);
    expect(told()).toEqual(['participant-join ann', 'conference-start', 'participant-join bob']);
  });

  test('an empty waitUrl is silence, and another is heard again and again', async () => {
    const { comes, hears } = createRoom({ manner: { ann: 'waitUrl=""' } });
    await comes('ann');
    expect(await hears('ann')).toBe('silence');
    const other = createRoom({
      manner: { ann: 'waitUrl="wait.wav" waitMethod="GET"' },
      server: { '/wait.wav': { status: 200, type: 'audio/wav', body: wavOf(2000, 300) } },
    });
    await other.comes('ann');
    expect(await other.hears('ann', 1000)).toEqual([2000]);
  });

  test('who does not start it waits with music until somebody does', async () => {
    const { comes, hears, room } = createRoom({
      manner: { ann: 'startConferenceOnEnter="false"', bob: 'startConferenceOnEnter="false"' },
    });
    await comes('ann');
    await comes('bob');
    expect(room().status).toBe('init');
    expect(await hears('ann')).not.toContain(700);
    await comes('cat');
    expect([await hears('ann'), await hears('cat')]).toEqual([
      [700, 1000],
      [440, 700],
    ]);
  });

  test('one who comes muted hears and is not heard', async () => {
    const { comes, hears } = createRoom({ manner: { bob: 'muted="true"' } });
    await comes('ann');
    await comes('bob');
    expect([await hears('ann'), await hears('bob')]).toEqual(['silence', [440]]);
  });

  test('a beep tells of who comes, unless it is switched off', async () => {
    const { comes, exchange } = createRoom({ manner: { bob: '' } });
    await comes('ann');
    const heard = exchange.control.phone(PEOPLE.ann).hears(1400, 200);
    await comes('bob');
    expect((await heard).purity).toBeLessThan(0.2);
    const loud = createRoom({
      server: { '/voice': twiml('<Dial><Conference waitUrl="">r</Conference></Dial>') },
    });
    await loud.comes('ann');
    const beep = loud.exchange.control.phone(PEOPLE.ann).hears(1400, 200);
    await loud.comes('bob');
    expect((await beep).purity).toBeGreaterThan(0.5);
  });

  test('a label that is there already: 16025, and the next verb runs', async () => {
    const { comes, exchange, sidOf } = createRoom({
      manner: { ann: 'participantLabel="far"', bob: 'participantLabel="far"' },
    });
    await comes('ann');
    await comes('bob');
    const { timeline } = exchange.control.call(sidOf('bob')).view();
    expect(timeline.find(({ kind }) => kind === 'error')).toMatchObject({ code: 16025 });
    expect(timeline.filter(({ kind }) => kind === 'verb').map(({ what }) => what)).toEqual(['Dial', 'Say']);
  });

  test('a third is one too many for a conference of two', async () => {
    const { comes, exchange, sidOf, room } = createRoom({ manner: { cat: 'maxParticipants="2"' } });
    for (const name of ['ann', 'bob', 'cat'] as const) await comes(name);
    expect(room().participants()).toHaveLength(2);
    expect(exchange.control.call(sidOf('cat')).view().timeline).toContainEqual(
      expect.objectContaining({ kind: 'error', code: 16020 }),
    );
  });

  test('only what the first participant asked to be told is told', async () => {
    const { comes, exchange, told } = createRoom({
      server: {
        '/voice': ({ From }) =>
          twiml(
            From === PEOPLE.ann
              ? '<Dial><Conference statusCallback="/room" statusCallbackEvent="leave">r</Conference></Dial>'
              : '<Dial><Conference statusCallback="/other" statusCallbackEvent="join leave">r</Conference></Dial>',
          ),
      },
    });
    await comes('ann');
    await comes('bob');
    exchange.control.phone(PEOPLE.bob).hangUp();
    await exchange.hear(200);
    expect(exchange.asked('/other')).toEqual([]);
    expect(told()).toEqual(['participant-leave bob']);
    expect(exchange.asked('/room')[0]?.params).toMatchObject({
      FriendlyName: 'r',
      SequenceNumber: '4',
      Muted: 'false',
      Hold: 'false',
      Coaching: 'false',
      EndConferenceOnExit: 'false',
      StartConferenceOnEnter: 'true',
      ReasonParticipantLeft: 'participant_hung_up',
      ParticipantCallStatus: 'completed',
    });
  });
});

describe('going', () => {
  test('the last one ends it', async () => {
    const { comes, exchange, told, room } = createRoom();
    await comes('ann');
    exchange.control.phone(PEOPLE.ann).hangUp();
    await exchange.hear(200);
    expect(room()).toMatchObject({ status: 'completed', ended: { reason: 'last-participant-left' } });
    expect(told()).toEqual(['participant-join ann', 'participant-leave ann', 'conference-end']);
    expect(exchange.asked('/room')[2]?.params).toMatchObject({ ReasonConferenceEnded: 'last-participant-left' });
  });

  test('one who stays alone hears music again', async () => {
    const { comes, exchange, hears } = createRoom();
    await comes('ann');
    await comes('bob');
    exchange.control.phone(PEOPLE.bob).hangUp();
    expect(await hears('ann')).not.toBe('silence');
    expect(await hears('ann')).not.toContain(700);
  });

  test('one who ends it takes the others out: they go on with their action, which knows no leg and no duration', async () => {
    const { comes, exchange, told, sidOf } = createRoom({
      manner: { ann: 'endConferenceOnExit="true" participantLabel="far"' },
    });
    await comes('ann');
    await comes('bob');
    const [ann, bob] = [sidOf('ann'), sidOf('bob')];
    exchange.control.phone(PEOPLE.ann).hangUp();
    await exchange.hear(200);
    expect(told().slice(3)).toEqual(['participant-leave ann', 'participant-leave bob', 'conference-end']);
    const [, left, end] = exchange.asked('/room').slice(3);
    expect(left?.params).toMatchObject({ ReasonParticipantLeft: 'moderator_ended_conference' });
    expect(end?.params).toMatchObject({
      CallSidEndingConference: ann,
      ParticipantLabelEndingConference: 'far',
      ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
    });
    const [action] = exchange.asked('/after').filter(({ params }) => params['CallSid'] === bob);
    expect(action?.params).toMatchObject({ DialCallStatus: 'answered', CallStatus: 'in-progress' });
    expect(action?.params).not.toHaveProperty('DialCallSid');
    expect(action?.params).not.toHaveProperty('DialCallDuration');
    expect(exchange.ledger.find(bob)?.isAlive).toBe(true);
  });

  test('a redirected participant leaves at once; its action is asked and ignored', async () => {
    const { comes, exchange, sidOf, told } = createRoom();
    await comes('ann');
    await comes('bob');
    const call = exchange.ledger.find(sidOf('bob'));
    if (call === null) throw new Error('no call');
    updateCall(exchange.exchange, call, { Twiml: twiml('<Pause length="60"/>') });
    await exchange.hear(1000);
    expect(told().at(-1)).toBe('participant-leave bob');
    expect(exchange.asked('/room').at(-1)?.params).toMatchObject({
      ReasonParticipantLeft: 'participant_updated_via_api',
      ParticipantCallStatus: 'in-progress',
    });
    expect(exchange.asked('/after')).toHaveLength(1);
    expect(call.timeline.filter(({ kind }) => kind === 'verb').map(({ what }) => what)).toEqual(['Dial', 'Pause']);
    expect(call.timeline.find(({ what }) => what === 'Pause')).toMatchObject({ lengthSeconds: 60 });
  });

  test('the time limit of the Dial ends the stay', async () => {
    const { comes, exchange, told } = createRoom({
      server: {
        '/voice': ({ From }) =>
          twiml(
            `<Dial timeLimit="${From === PEOPLE.bob ? 30 : 600}" action="/after"><Conference statusCallback="/room" statusCallbackEvent="leave">r</Conference></Dial>`,
          ),
      },
    });
    await comes('ann');
    await comes('bob');
    await exchange.clock.advance(29_000);
    expect(told()).toEqual([]);
    await exchange.clock.advance(2000);
    expect(told()).toEqual(['participant-leave bob']);
    expect(exchange.asked('/after')).toHaveLength(1);
  });

  test.each([
    ['hangs-up', 'completed'],
    ['moves-on', 'in-progress'],
  ] as const)('completed over REST, it %s: the calls are %s', async (completedConference, status) => {
    const { comes, exchange, room, sidOf } = createRoom();
    exchange.control.guess({ completedConference });
    await comes('ann');
    await comes('bob');
    const calls = [sidOf('ann'), sidOf('bob')].map((sid) => exchange.ledger.find(sid));
    exchange.exchange.complete(room());
    await exchange.hear(400);
    expect(calls.map((call) => call?.status)).toEqual([status, status]);
    expect(exchange.asked('/room').at(-1)?.params).toMatchObject({ ReasonConferenceEnded: 'conference-ended-via-api' });
    expect(exchange.asked('/after')).toHaveLength(2);
  });

  test('of one name a new conference begins when the old one is over', async () => {
    const { comes, exchange, room } = createRoom();
    await comes('ann');
    const first = room().sid;
    exchange.control.phone(PEOPLE.ann).hangUp();
    await exchange.hear(100);
    await comes('ann');
    expect(room().sid).not.toBe(first);
  });
});
