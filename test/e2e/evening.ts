import { expect } from '@playwright/test';
import type { Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';

/** Everybody of the evening. Ann is at two browsers, Bob is her colleague. */
export interface Cast {
  laptop: Person;
  phone: Person;
  bob: Person;
  outside: OutsideWorld;
  line: string;
}

/** One call: what happens, what the network does to its callbacks meanwhile, and how each screen tells of it for ever after. */
interface Act {
  happens: (cast: Cast) => Promise<unknown>;
  network: (outside: OutsideWorld) => Promise<{ ends(): Promise<unknown> }>;
  laptop: string;
  phone: string;
  bob: string;
}

const asTold = async () => ({ ends: async () => undefined });
const doubled = (outside: OutsideWorld) => outside.doubles({ times: 3 });
const backwards = (outside: OutsideWorld) => outside.disorders({ order: 'reversed' });
const shuffled = (outside: OutsideWorld) => outside.disorders({ order: 'shuffled', seed: 6, held: 2 });
const late = (outside: OutsideWorld) => outside.delays({ ms: 1_200 });
const lateAnswers = (outside: OutsideWorld) => outside.delays({ status: 'in-progress', ms: 2_500 });
const withoutEnd = (outside: OutsideWorld) => outside.loses({ status: 'completed' });

/** Somebody outside calls, and it rings at all of them; returns the call's SID. */
async function ringsEverybody({ laptop, phone, bob, outside, line }: Cast, number: string): Promise<string> {
  const far = outside.phone(number);
  await far.is('manual');
  const { callSid } = await far.calls(line);
  for (const each of [laptop, phone, bob]) await expect(each.call('pending')).toBeVisible();
  return callSid;
}

/** An evening, in its order. `N`: the seconds that they talked, as the network measured them. */
export const EVENING: Record<string, Act> = {
  'Ann calls from her laptop, and talks': {
    happens: async ({ laptop, outside }) => {
      await laptop.talksTo(outside.phone('+15145550201'));
      await laptop.hangsUp();
    },
    network: doubled,
    laptop: 'Sortant, +1 514 555-0201 N s',
    phone: 'Sortant, +1 514 555-0201 N s',
    bob: 'Outgoing, +1 514 555-0201 N sec',
  },
  'Ann calls from her laptop: busy': {
    happens: async ({ laptop, outside }) => {
      await outside.phone('+15145550202').is('busy');
      await laptop.dials('+15145550202');
      await laptop.readsTheEnd('Occupé');
    },
    network: backwards,
    laptop: 'Sortant, +1 514 555-0202 Occupé',
    phone: 'Sortant, +1 514 555-0202 Occupé',
    bob: 'Outgoing, +1 514 555-0202 Busy',
  },
  'Ann calls from her phone: nobody answers': {
    happens: async ({ phone, outside }) => {
      await outside.phone('+15145550203').is('no-answer');
      await phone.dials('+15145550203');
      await expect(phone.call('ringing')).toBeVisible();
      await outside.phone('+15145550203').givesUp();
      await phone.readsTheEnd('Pas de réponse');
    },
    network: late,
    laptop: 'Sortant, +1 514 555-0203 Pas de réponse',
    phone: 'Sortant, +1 514 555-0203 Pas de réponse',
    bob: 'Outgoing, +1 514 555-0203 No answer',
  },
  'Bob calls, and thinks better of it while it rings': {
    happens: async ({ bob, outside }) => {
      const far = outside.phone('+15145550204');
      await far.is('manual');
      await bob.dials(far.number);
      await expect.poll(async () => (await far.view()).state).toBe('ringing');
      await bob.hangsUp();
    },
    network: shuffled,
    laptop: 'Sortant, +1 514 555-0204 Annulé',
    phone: 'Sortant, +1 514 555-0204 Annulé',
    bob: 'Outgoing, +1 514 555-0204 Cancelled',
  },
  'Ann calls a number that nobody has': {
    happens: async ({ laptop, outside }) => {
      await outside.phone('+15145550205').is('not-in-service');
      await laptop.dials('+15145550205');
      await laptop.readsTheEnd(/pas en service|non attribué/i);
    },
    network: doubled,
    laptop: 'Sortant, +1 514 555-0205 Pas en service',
    phone: 'Sortant, +1 514 555-0205 Pas en service',
    bob: 'Outgoing, +1 514 555-0205 Not in service',
  },
  'Ann’s phone refuses a premium number': {
    happens: async ({ phone }) => {
      await phone.dials('+19005551234');
      await phone.readsTheEnd(/surtax/i);
    },
    network: asTold,
    laptop: 'Sortant, +1 900 555-1234 Les numéros surtaxés ne peuvent pas être appelés.',
    phone: 'Sortant, +1 900 555-1234 Les numéros surtaxés ne peuvent pas être appelés.',
    bob: 'Outgoing, +1 900 555-1234 Premium-rate numbers cannot be called.',
  },
  'somebody calls, and Ann answers on her phone; nobody hears that it ended but by the Dial': {
    happens: async ({ laptop, phone, bob, outside, line }) => {
      const far = outside.phone('+15145550207');
      await phone.isCalledBy(far, line);
      await phone.answers();
      await laptop.readsTheEnd('Répondu sur « Chrome · Android »');
      await bob.readsTheEnd(/Answered.*Ann/);
      await phone.isHeardBy(far);
      await far.hangsUp();
      await phone.readsTheEnd('a raccroché');
    },
    network: withoutEnd,
    laptop: 'Entrant, +1 514 555-0207 Répondu sur Chrome · Android',
    phone: 'Entrant, +1 514 555-0207 N s',
    bob: 'Incoming, +1 514 555-0207 Answered by Ann',
  },
  'somebody calls, and it rings out': {
    happens: async (cast) => {
      await cast.outside.ringsOut(await ringsEverybody(cast, '+15145550208'));
      await Promise.all([cast.laptop, cast.phone, cast.bob].map((each) => each.stopsRinging()));
      await cast.outside.phone('+15145550208').hangsUp();
    },
    network: backwards,
    laptop: 'Manqué, +1 514 555-0208 Manqué',
    phone: 'Manqué, +1 514 555-0208 Manqué',
    bob: 'Missed, +1 514 555-0208 Missed',
  },
  'Ann declines on her phone: her laptop stops, Bob’s rings on until the caller gives up': {
    happens: async (cast) => {
      await ringsEverybody(cast, '+15145550209');
      await cast.phone.presses(cast.phone.words.decline);
      await Promise.all([cast.phone, cast.laptop].map((each) => each.stopsRinging()));
      await expect(cast.bob.call('pending')).toBeVisible();
      await cast.outside.phone('+15145550209').hangsUp();
      await cast.bob.stopsRinging();
    },
    network: doubled,
    laptop: 'Entrant, +1 514 555-0209 Refusé',
    phone: 'Entrant, +1 514 555-0209 Refusé',
    bob: 'Missed, +1 514 555-0209 Missed',
  },
  'Bob calls Ann by name, and she answers on her laptop': {
    happens: async ({ laptop, phone, bob }) => {
      await bob.callsColleague('Ann');
      await expect(laptop.call('pending')).toContainText('Bob');
      await laptop.answers();
      await phone.readsTheEnd('Répondu sur « Chrome · Linux »');
      await laptop.hearsTone(660);
      await bob.hangsUp();
      await laptop.readsTheEnd('a raccroché');
    },
    network: lateAnswers,
    laptop: 'Entrant, Bob N s',
    phone: 'Entrant, Bob Répondu sur Chrome · Linux',
    bob: 'Outgoing, Ann N sec',
  },
  'the caller whom Ann declined calls again, and she has blocked the number: nothing rings': {
    happens: async ({ laptop, outside, line }) => {
      const far = outside.phone('+15145550209');
      await laptop.blocks(far.number);
      await far.is('manual');
      await far.calls(line);
      await expect.poll(async () => (await far.view()).state).toBe('idle');
    },
    network: asTold,
    laptop: 'Entrant, +1 514 555-0209 Numéro bloqué',
    phone: 'Entrant, +1 514 555-0209 Numéro bloqué',
    bob: 'Incoming, +1 514 555-0209 Blocked number',
  },
  'somebody calls, and gives up': {
    happens: async (cast) => {
      await ringsEverybody(cast, '+15145550212');
      await cast.outside.phone('+15145550212').hangsUp();
      await Promise.all([cast.laptop, cast.phone, cast.bob].map((each) => each.stopsRinging()));
    },
    network: late,
    laptop: 'Manqué, +1 514 555-0212 Manqué',
    phone: 'Manqué, +1 514 555-0212 Manqué',
    bob: 'Missed, +1 514 555-0212 Missed',
  },
};
