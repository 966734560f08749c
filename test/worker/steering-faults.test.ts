import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { ann, another, errorCode, type OurDevice } from './support/house.ts';
import { CAROL } from './support/steered.ts';
import { type Leg, TwilioLegs } from './support/twilio-legs.ts';
import type { RestFault } from './support/twilio-orders.ts';

// Every order of every flow goes wrong once, in each way that an order can.

let phone: OurDevice;
let laptop: OurDevice;
let twilio: TwilioLegs;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2030, 0, 1), toFake: ['Date'] });
  phone = await ann();
  laptop = await another(phone.browser, 'Ann’s laptop');
  twilio = new TwilioLegs();
});

const object = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));

/** So many milliseconds go by, and what the object has to do by itself is done in time. */
async function passes(ms: number): Promise<void> {
  const until = Date.now() + ms;
  for (;;) {
    const at = await runInDurableObject(object(), (_, { storage }) => storage.getAlarm());
    if (at === null || at > until) break;
    vi.setSystemTime(Math.max(at, Date.now()));
    await runDurableObjectAlarm(object());
    await twilio.worksOff();
  }
  vi.setSystemTime(until);
}

type Does = 'hold' | 'resume' | 'transfer' | 'consult' | 'complete' | 'join' | 'back' | 'move';

/** What came before, what is asked for, and whether whoever is called for it has time. */
interface Flow {
  before: Does[];
  asks: Does;
  carol: 'answers' | 'is busy' | 'rings';
}

const FLOWS: Record<string, Flow> = {
  'the first hold': { before: [], asks: 'hold', carol: 'answers' },
  'a later hold': { before: ['hold', 'resume'], asks: 'hold', carol: 'answers' },
  resume: { before: ['hold'], asks: 'resume', carol: 'answers' },
  'a transfer': { before: [], asks: 'transfer', carol: 'answers' },
  'a transfer in vain': { before: [], asks: 'transfer', carol: 'is busy' },
  'a transfer out of the room': { before: ['hold', 'resume'], asks: 'transfer', carol: 'answers' },
  'a transfer out of the room in vain': { before: ['hold'], asks: 'transfer', carol: 'is busy' },
  'talking first': { before: [], asks: 'consult', carol: 'answers' },
  'talking first while they wait': { before: ['hold'], asks: 'consult', carol: 'answers' },
  'talking first in vain': { before: [], asks: 'consult', carol: 'is busy' },
  'the two go on without us': { before: ['consult'], asks: 'complete', carol: 'answers' },
  'all three': { before: ['consult'], asks: 'join', carol: 'answers' },
  'the two go on after all three': { before: ['consult', 'join'], asks: 'complete', carol: 'answers' },
  back: { before: ['consult'], asks: 'back', carol: 'answers' },
  'back from all three': { before: ['consult', 'join'], asks: 'back', carol: 'answers' },
  'back while it rings': { before: ['consult'], asks: 'back', carol: 'rings' },
  'a move': { before: [], asks: 'move', carol: 'answers' },
  'a move out of the room': { before: ['hold', 'resume'], asks: 'move', carol: 'answers' },
};

const MOST: Record<string, RestFault> = {
  'is refused': { status: 503, isDone: false },
  'is done and not answered': { status: null, isDone: true, meanwhile: () => late() },
};
const FAULTS: Record<string, RestFault> =
  'FULL' in env && env.FULL
    ? {
        ...MOST,
        'is refused and done': { status: 503, isDone: true },
        'is not answered': { status: null, isDone: false, meanwhile: () => passes(5_000) },
      }
    : MOST;

/** What Twilio has to tell is told before we give up on its answer. */
async function late(): Promise<void> {
  await twilio.worksOff();
  vi.setSystemTime(Date.now() + 5_000);
}

async function asks(root: string, does: Does): Promise<Response> {
  const body = {
    does,
    ...(does === 'transfer' || does === 'consult' ? { to: CAROL } : {}),
    ...(does === 'move' ? { device: laptop.identity } : {}),
  };
  const response = await phone.browser.send('POST', `/api/calls/${root}/steering`, body);
  await twilio.worksOff();
  // The telephone leaves by itself as well.
  const ours = twilio.up.filter(({ from, to }) => [from, to].includes(`client:${phone.identity}`));
  if (does === 'complete' && response.status === 204) for (const leg of ours) twilio.hangsUp(leg);
  await twilio.worksOff();
  return response;
}

/** Whoever rings answers, or has no time; and who is rung after that. */
async function answer({ carol }: Flow): Promise<void> {
  for (let [leg] = twilio.ringing; leg && (carol !== 'rings' || leg.to !== CAROL); [leg] = twilio.ringing) {
    if (leg.to === CAROL && carol === 'is busy') twilio.isBusy(leg);
    else twilio.answers(leg);
    await twilio.worksOff();
  }
}

/** Everything that is not as it has to be, 10 s after one order went wrong. */
async function complaintsOf(flow: Flow, way: 'incoming' | 'outgoing', at: number, fault: RestFault | null) {
  const { far, ours } = await twilio.connects(way, phone.identity);
  const root = way === 'incoming' ? far.sid : ours.sid;
  for (const does of flow.before) {
    expect((await asks(root, does)).status).toBe(204);
    await answer(flow);
  }
  let orders = 0;
  twilio.orders.fails = () => (orders++ === at ? fault : null);
  const response = await asks(root, flow.asks);
  await answer(flow);
  twilio.orders.fails = () => null;
  await passes(10_000);
  await answer(flow);
  const complaints = [...wrongWith(far), ...(await untoldOf(root, far, response))];
  await hangUp(root, far);
  const { state, control } = await phone.browser.outcome(root);
  if (state !== 'completed' || control !== null) complaints.push(`history says ${state}`);
  return { orders, complaints };
}

function wrongWith(far: Leg): string[] {
  const others = twilio.othersOf(far);
  return [
    ...twilio.alone.map(({ to }) => `${to} is alone in a room`),
    ...(far.state === 'over' && !far.wasTold ? ['the far end was dropped without a word'] : []),
    ...(far.state === 'up' && others.length === 0 ? ['the far end is with nobody'] : []),
    ...twilio.up
      .filter((leg) => twilio.othersOf(leg).length === 0 && leg !== far)
      .map(({ to }) => `${to} is left over`),
  ];
}

/** What is not as the reader sees it, without a word that something went wrong. */
async function untoldOf(root: string, far: Leg, response: Response): Promise<string[]> {
  const { control } = await phone.browser.outcome(root);
  const isRefused = response.status !== 204 && (await errorCode(response)) === 'twilio_failed';
  if (isRefused || control?.failure) return [];
  const ours = twilio.othersOf(far).some(({ from, to }) => [from, to].includes(`client:${phone.identity}`));
  const seen = { isHeld: control?.isHeld ?? false, isHere: control?.on?.isHere ?? false };
  const is = { isHeld: far.isHeld, isHere: ours };
  return JSON.stringify(seen) === JSON.stringify(is)
    ? []
    : [`${JSON.stringify(seen)} is seen of ${JSON.stringify(is)}`];
}

async function hangUp(root: string, far: Leg): Promise<void> {
  for (const leg of twilio.up) {
    if (!`${leg.from} ${leg.to}`.includes(phone.identity)) continue;
    await phone.browser.send('POST', `/api/calls/${root}/hang-up`, { leg: leg.sid });
    twilio.hangsUp(leg);
  }
  twilio.hangsUp(far);
  await twilio.worksOff();
  await passes(30_000);
  for (const leg of twilio.all) twilio.hangsUp(leg);
  await twilio.worksOff();
}

test.each(Object.keys(FLOWS).flatMap((name) => [[name, 'incoming'] as const, [name, 'outgoing'] as const]))(
  '%s in an %s call, each order of it going wrong in each way: nobody is left alone or dropped without a word, and who asked is told',
  async (name, way) => {
    const flow = FLOWS[name];
    if (!flow) throw new Error('no such flow');
    const { orders, complaints } = await complaintsOf(flow, way, -1, null);
    expect(complaints).toEqual([]);
    expect(orders).toBeGreaterThan(0);
    const all: Record<string, string[]> = {};
    for (let at = 0; at < orders; at++) {
      for (const [how, fault] of Object.entries(FAULTS)) {
        const each = await complaintsOf(flow, way, at, fault);
        if (each.complaints.length > 0) all[`order ${String(at)} ${how}`] = each.complaints;
      }
    }
    expect(all).toEqual({});
  },
);
