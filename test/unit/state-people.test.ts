import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type Config, E164, HEARTBEAT, type Line, Person } from '../../worker/protocol.ts';
import { ApiFailure, type Api, type LoadApi } from '../../web/src/state/api.ts';
import { Lines, type LineMemory } from '../../web/src/state/lines.svelte.ts';
import { People } from '../../web/src/state/people.svelte.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { colleaguesFor } from '../../web/src/ui/keypad/suggestions.ts';

const person = (id: string, name: string, facts: Partial<Person> = {}): Person =>
  v.parse(Person, { id, name, isOwner: false, isMe: false, isAwake: false, devices: 1, ...facts });
const ANN = person('owner', 'Ann', { isOwner: true, isMe: true });
const BOB = person('bob1', 'Bob Roy');
const HELENE = person('helene', 'Hélène');

/** A Worker that does what is given here, and refuses everything else. */
const worker = (does: Partial<Api>): LoadApi => {
  const refuses = () => Promise.reject(new ApiFailure('unreachable'));
  const api = new Proxy(does, {
    get: (known, name) => (name === 'then' ? undefined : (Reflect.get(known, name) ?? refuses)),
  });
  return () => Promise.resolve(api as Api);
};
const kept: Api['kept'] = () => Promise.resolve(null);

describe('people', () => {
  async function everybody(does: Partial<Api> = {}): Promise<People> {
    const people = new People(
      worker({ people: () => Promise.resolve([ANN, BOB, HELENE]), kept, ...does }),
      new ManualClock(),
    );
    await people.refresh();
    return people;
  }

  test('I am one of them, and the others are my colleagues', async () => {
    const people = await everybody();
    expect(people.me).toEqual(ANN);
    expect(people.colleagues).toEqual([BOB, HELENE]);
    expect(people.nameOf('bob1')).toBe('Bob Roy');
    expect(people.nameOf('stranger')).toBeNull();
  });

  test('who is awake is as the Worker said last, whoever was when the list came', async () => {
    const people = await everybody();
    people.heardPresence(new Set([BOB.id]));
    expect(people.colleagues.map(({ isAwake }) => isAwake)).toEqual([true, false]);
    people.heardPresence(new Set());
    expect(people.colleagues.map(({ isAwake }) => isAwake)).toEqual([false, false]);
  });

  test('while somebody looks, who went silent is found out; nobody is asked while nobody looks', async () => {
    const clock = new ManualClock();
    const answers = [[BOB], [BOB], [{ ...BOB, isAwake: true }], [BOB]];
    let isLookedAt = true;
    const people = new People(
      worker({ people: () => Promise.resolve(answers.shift() ?? []), kept }),
      clock,
      () => isLookedAt,
    );
    const stops = [people.watch(), people.watch()];
    await clock.advance();
    expect(answers).toHaveLength(3);
    people.heardPresence(new Set([BOB.id]));
    expect(people.colleagues).toMatchObject([{ isAwake: true }]);
    await clock.advance(HEARTBEAT.lateAfterMs);
    expect(people.colleagues).toMatchObject([{ isAwake: false }]);
    isLookedAt = false;
    await clock.advance(3_600_000);
    expect(answers).toHaveLength(2);
    isLookedAt = true;
    await clock.advance(HEARTBEAT.lateAfterMs);
    expect(people.colleagues).toMatchObject([{ isAwake: true }]);
    for (const stop of stops) stop();
    expect(clock.waiting).toBe(0);
  });

  test('what is heard while an answer is on its way is newer than that answer', async () => {
    const answer = Promise.withResolvers<Person[]>();
    const people = new People(worker({ people: () => answer.promise, kept }), new ManualClock());
    const asked = people.refresh();
    people.heardPresence(new Set([BOB.id]));
    answer.resolve([BOB]);
    await asked;
    expect(people.colleagues).toMatchObject([{ isAwake: true }]);
  });

  test('a colleague who is removed is gone from the list at once; one whom the Worker keeps stays, with the reason', async () => {
    const gone = await everybody({ removePerson: () => Promise.resolve() });
    expect(await gone.remove(BOB.id)).toBe(true);
    expect(gone.colleagues).toEqual([HELENE]);
    const stays = await everybody({ removePerson: () => Promise.reject(new ApiFailure('forbidden', 403)) });
    expect(await stays.remove(BOB.id)).toBe(false);
    expect(stays.colleagues).toEqual([BOB, HELENE]);
    expect(stays.error?.code).toBe('forbidden');
  });

  test('a code is for one of us or for somebody new, and goes with whoever is removed', async () => {
    const asked: object[] = [];
    const made = { code: 'AAAAA-BBBBB', link: 'https://phone.example/#code=AAAAABBBBB', expiresAt: '' };
    const newCode: Api['newCode'] = (whose) => {
      asked.push(whose);
      return Promise.resolve(made);
    };
    const people = await everybody({ newCode, removePerson: () => Promise.resolve() });
    expect(await people.invite({ id: null, name: 'Eve' })).toBe(true);
    expect(await people.invite({ id: BOB.id, name: 'Bob Roy' })).toBe(true);
    expect(asked).toEqual([{ name: 'Eve' }, { person: BOB.id }]);
    expect(people.code).toEqual({ ...made, guest: { id: BOB.id, name: 'Bob Roy' } });
    await people.remove(HELENE.id);
    expect(people.code).not.toBeNull();
    await people.remove(BOB.id);
    expect(people.code).toBeNull();
  });
});

describe('colleagues while dialling', () => {
  const [bob, helene] = [BOB, { ...HELENE, isAwake: true }];
  test('the letters of the keys find them by any word of their name, accents aside, whoever is awake first', () => {
    expect(colleaguesFor('262', [bob, helene])).toEqual([bob]);
    expect(colleaguesFor('769', [bob, helene])).toEqual([bob]);
    expect(colleaguesFor('435', [bob, helene])).toEqual([helene]);
    const bobby = person('bobby', 'Bobby', { isAwake: true });
    expect(colleaguesFor('26', [bob, bobby])).toEqual([bobby, bob]);
  });
  test('one key, a number with a plus, or somebody without a telephone suggests nobody', () => {
    expect(colleaguesFor('2', [bob])).toEqual([]);
    expect(colleaguesFor('+262', [bob])).toEqual([]);
    expect(colleaguesFor('262', [{ ...bob, devices: 0 }])).toEqual([]);
  });
});

describe('lines', () => {
  const line = (number: string, label: string): Line => ({
    number: v.parse(E164, number),
    country: 'CA',
    label,
    recording: 'ask',
  });
  const MAIN = line('+18195550100', '');
  const SHOP = line('+18195550199', 'Atelier');
  const format = (number: string) => `<${number}>`;

  function linesOf(all: [Line, ...Line[]] | null, memory: LineMemory = { number: null }, does: Partial<Api> = {}) {
    let asked = 0;
    const config: Config | null = all && {
      lines: all,
      edge: 'roaming',
      signaling: null,
      insights: false,
      emergencyNumbers: [],
      timeLimitSeconds: 60,
    };
    const session = { config, refresh: () => Promise.resolve(void (asked += 1)) };
    return { lines: new Lines(session, worker(does), memory), asked: () => asked };
  }

  test('with one there is nothing to choose, and it is called by its number until it has a name', () => {
    const { lines } = linesOf([MAIN]);
    expect(lines.areSeveral).toBe(false);
    expect(lines.nameOf(null, format)).toBe('<+18195550100>');
    expect(linesOf(null).lines.nameOf(null, format)).toBe('<>');
  });

  test('the one that was chosen is remembered; one that is not ours any more is not called from', () => {
    const memory: LineMemory = { number: null };
    const { lines } = linesOf([MAIN, SHOP], memory);
    expect(lines.current).toEqual(MAIN);
    lines.choose(SHOP.number);
    expect(memory.number).toBe(SHOP.number);
    expect(lines.nameOf(null, format)).toBe('Atelier');
    expect(linesOf([MAIN, SHOP], memory).lines.current).toEqual(SHOP);
    expect(linesOf([MAIN], memory).lines.current).toEqual(MAIN);
  });

  test('a line that is named is asked for again; a refusal says why and changes nothing', async () => {
    const named = linesOf([MAIN, SHOP], undefined, { nameLine: () => Promise.resolve() });
    expect(await named.lines.rename(MAIN.number, 'Bureau')).toBe(true);
    expect(named.asked()).toBe(1);
    const refused = linesOf([MAIN, SHOP]);
    expect(await refused.lines.rename(MAIN.number, 'Bureau')).toBe(false);
    expect(refused.lines.error?.code).toBe('unreachable');
  });

  test('whether its calls are recorded is chosen, and the line asked for again; a refusal says why', async () => {
    const chosen: string[] = [];
    const told = linesOf([MAIN], undefined, {
      chooseRecording: (number, policy) => Promise.resolve(void chosen.push(`${number} ${policy}`)),
    });
    expect(await told.lines.chooseRecording(MAIN.number, 'always')).toBeNull();
    expect([chosen, told.asked()]).toEqual([[`${MAIN.number} always`], 1]);
    const { lines, asked } = linesOf([MAIN], undefined, {
      chooseRecording: () => Promise.reject(new ApiFailure('forbidden', 403)),
    });
    expect(await lines.chooseRecording(MAIN.number, 'never')).toBe('forbidden');
    expect(asked()).toBe(0);
  });
});
