import { describe, expect, test } from 'vitest';
import { SERVER, twiml } from '../support/emulated-exchange.ts';
import { createRoom, PEOPLE, wavOf } from '../support/emulated-room.ts';

const sounds = {
  '/hold.wav': { status: 200, type: 'audio/wav', body: wavOf(2000, 500) },
  '/notice.wav': { status: 200, type: 'audio/wav', body: wavOf(1800, 400) },
  '/hold': twiml('<Play>/hold.wav</Play>'),
};

async function three() {
  const room = createRoom({ server: sounds });
  for (const name of ['ann', 'bob', 'cat'] as const) await room.comes(name);
  const before = room.told().length;
  return { ...room, since: () => room.told().slice(before) };
}

describe('hold', () => {
  test('one on hold hears only the music of the hold URL and is not heard, until it is over', async () => {
    const { in: who, room, hears, since } = await three();
    const get = { url: `${SERVER}/hold.wav`, method: 'GET' } as const;
    room().change(who('ann'), { isHeld: true, hold: get });
    await hears('ann', 100);
    expect([await hears('ann', 2000), await hears('bob'), await hears('cat')]).toEqual([[2000], [1000], [700]]);
    room().change(who('ann'), { isHeld: false });
    expect([await hears('ann'), await hears('bob')]).toEqual([
      [700, 1000],
      [440, 1000],
    ]);
    expect(since()).toEqual(['participant-hold ann', 'participant-unhold ann']);
  });

  test('TwiML of a hold URL plays too, told who it is for', async () => {
    const { in: who, room, hears, exchange, sidOf } = await three();
    room().change(who('ann'), { isHeld: true, hold: { url: `${SERVER}/hold`, method: 'POST' } });
    await hears('ann', 100);
    expect(await hears('ann', 1200)).toEqual([2000]);
    expect(exchange.asked('/hold')[0]?.params).toMatchObject({ CallSid: sidOf('ann'), FriendlyName: 'r' });
  });

  test('without a hold URL it is Twilio’s music', async () => {
    const { in: who, room, hears } = await three();
    room().change(who('ann'), { isHeld: true });
    const heard = await hears('ann');
    expect(heard).not.toBe('silence');
    expect(heard).not.toContain(1000);
  });

  test('a hold URL that fails is silence, and an error of the call', async () => {
    const { in: who, room, hears, exchange, sidOf } = await three();
    room().change(who('ann'), { isHeld: true, hold: { url: `${SERVER}/nowhere`, method: 'GET' } });
    expect(await hears('ann')).toBe('silence');
    expect(exchange.control.call(sidOf('ann')).view().timeline.at(-1)).toMatchObject({ kind: 'error', code: 11200 });
  });
});

describe('mute and coaching', () => {
  test('a muted one is not heard; muting again is told to nobody', async () => {
    const { in: who, room, hears, since } = await three();
    room().change(who('cat'), { isMuted: true });
    room().change(who('cat'), { isMuted: true });
    expect([await hears('ann'), await hears('cat')]).toEqual([[700], [440, 700]]);
    room().change(who('cat'), { isMuted: false });
    await hears('cat', 20);
    expect(since()).toEqual(['participant-mute cat', 'participant-unmute cat']);
  });

  test('a coach hears everybody and is heard by one alone', async () => {
    const { in: who, room, hears, since } = await three();
    room().change(who('cat'), { coaches: who('ann').callSid });
    expect([await hears('ann'), await hears('bob'), await hears('cat')]).toEqual([[700, 1000], [440], [440, 700]]);
    expect(since()).toEqual(['participant-modify cat']);
  });

  test('who is to end the conference may change', async () => {
    const { in: who, room, exchange, since } = await three();
    room().change(who('bob'), { endsConference: true });
    exchange.control.phone(PEOPLE.bob).hangUp();
    await exchange.hear(200);
    expect(room().status).toBe('completed');
    expect(since()[0]).toBe('participant-modify bob');
  });
});

describe('announcements', () => {
  const notice = { url: `${SERVER}/notice.wav`, method: 'GET' } as const;

  test('to everybody: heard on top of the talk, but not by one on hold; its end is told', async () => {
    const { in: who, room, hears, since, exchange } = await three();
    room().change(who('cat'), { isHeld: true, hold: { url: `${SERVER}/hold.wav`, method: 'GET' } });
    await hears('cat', 100);
    const over = room().announce(notice, null);
    const heard = await exchange.measure(200, () =>
      Promise.all(
        (['ann', 'bob', 'cat'] as const).map((name) => exchange.control.phone(PEOPLE[name]).hears(1800, 200)),
      ),
    );
    expect(heard.map(({ purity }) => purity > 0.4)).toEqual([true, true, false]);
    expect(since()).toEqual(['participant-hold cat']);
    await exchange.hear(400);
    await over;
    expect(since()).toEqual(['participant-hold cat', 'announcement-end']);
    expect(exchange.asked('/room').at(-1)?.params).toMatchObject({ AnnounceUrl: notice.url });
  });

  test('to one: the others hear nothing of it', async () => {
    const { in: who, room, hears, exchange } = await three();
    const over = room().announce(notice, who('ann'));
    expect(await hears('bob')).toEqual([440, 1000]);
    await exchange.hear(200);
    await over;
    expect(exchange.asked('/room').at(-1)?.params).toMatchObject({ CallSid: who('ann').callSid });
  });

  test('one that cannot be fetched has failed, and says why', async () => {
    const { room, exchange } = await three();
    await room().announce({ url: `${SERVER}/nowhere`, method: 'POST' }, null);
    await exchange.hear(20);
    expect(exchange.asked('/room').at(-1)?.params).toMatchObject({
      StatusCallbackEvent: 'announcement-fail',
      ReasonAnnouncementFailed: expect.stringContaining('404'),
    });
  });
});

test('a key that somebody presses reaches the others', async () => {
  const { exchange } = await three();
  exchange.control.phone(PEOPLE.ann).digits('5');
  expect([PEOPLE.bob, PEOPLE.cat].map((number) => exchange.control.phone(number).view().digits)).toEqual(['5', '5']);
});

test('callbacks of a conference meet the faults of callbacks, by the event they tell', async () => {
  const { in: who, room, since, exchange } = await three();
  exchange.control.fault({ kind: 'lose-callback', event: 'participant-hold' });
  exchange.control.fault({ kind: 'disorder-callbacks', urlContains: '/room', held: 2 });
  room().change(who('ann'), { isHeld: true });
  room().change(who('ann'), { isHeld: false });
  room().change(who('ann'), { isMuted: true });
  await exchange.hear(100);
  expect(since()).toEqual(['participant-mute ann', 'participant-unhold ann']);
});
