import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { answer, asks, begin, type Flow, FLOWS_BOTH_WAYS, passes, phone, twilio, upTo } from './support/flows.ts';
import { errorCode } from './support/house.ts';
import { CAROL } from './support/steered.ts';
import type { Leg } from './support/twilio-leg.ts';
import type { RestFault } from './support/twilio-orders.ts';

// Every order of every flow goes wrong once, in each way that an order can.

beforeEach(begin);

const FAULTS: [how: string, fault: RestFault][] = [
  ['is refused', { status: 503, isDone: false }],
  ['is done and not answered', { status: null, isDone: true, meanwhile: () => late() }],
  ['is not answered', { status: null, isDone: false, meanwhile: () => passes(5_000) }],
  ['is refused and done', { status: 503, isDone: true }],
];

/** All of them in the full run; else the first two by turns, the other way round in calls of the other way. */
function faultsOf(at: number, way: 'incoming' | 'outgoing') {
  if ('FULL' in env && env.FULL) return FAULTS;
  const turn = (at + (way === 'incoming' ? 0 : 1)) % 2;
  return FAULTS.slice(turn, turn + 1);
}

/** What Twilio has to tell is told before we give up on its answer. */
async function late(): Promise<void> {
  await twilio.worksOff();
  vi.setSystemTime(Date.now() + 5_000);
}

/** Everything that is not as it has to be, 10 s after one order went wrong. */
async function complaintsOf(flow: Flow, way: 'incoming' | 'outgoing', at: number, fault: RestFault | null) {
  const { far, root } = await upTo(flow, way);
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
  const { control, transferredTo } = await phone.browser.outcome(root);
  if (twilio.recordings.open.length > 0 && (control?.recording ?? null) === null)
    return ['it is recorded, and nobody sees it'];
  const isRefused = response.status !== 204 && (await errorCode(response)) === 'twilio_failed';
  const isPassedOn = twilio.othersOf(far).every(({ to }) => to === CAROL) && far.state === 'up';
  if (transferredTo !== null && !isPassedOn) return ['history says that Carol has it'];
  const heldOf = control?.isHeld ?? false;
  if (control !== null && control.task === null && far.state === 'up' && heldOf !== far.isHeld)
    return [`seen ${heldOf ? 'held' : 'talking'}, and is not`];
  if (control?.guest?.stage === 'calling' && twilio.ringing.length === 0) return ['who never was is called'];
  if (isRefused || control?.failure) return [];
  if (transferredTo === null && isPassedOn) return ['history says nothing of Carol'];
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

test.each(FLOWS_BOTH_WAYS)(
  '%s in an %s call, each order of it going wrong in each way: nobody is left alone or dropped without a word, and who asked is told',
  async (_, way, flow) => {
    const { orders, complaints } = await complaintsOf(flow, way, -1, null);
    expect(complaints).toEqual([]);
    expect(orders).toBeGreaterThan(0);
    const all: Record<string, string[]> = {};
    for (let at = 0; at < orders; at++) {
      for (const [how, fault] of faultsOf(at, way)) {
        const each = await complaintsOf(flow, way, at, fault);
        if (each.complaints.length > 0) all[`order ${String(at)} ${how}`] = each.complaints;
      }
    }
    expect(all).toEqual({});
  },
);
