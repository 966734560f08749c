import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { expect, vi } from 'vitest';
import { object } from './history.ts';
import { ann, another, type OurDevice } from './house.ts';
import { CAROL } from './steered.ts';
import { TwilioLegs } from './twilio-legs.ts';

export let phone: OurDevice;
let laptop: OurDevice;
export let twilio: TwilioLegs;

/** Ann at a phone and a laptop, and a Twilio that has legs and rooms; time goes by only as `passes` says. */
export async function begin(): Promise<void> {
  vi.useFakeTimers({ now: Date.UTC(2030, 0, 1), toFake: ['Date'] });
  phone = await ann();
  laptop = await another(phone.browser, 'Ann’s laptop');
  twilio = new TwilioLegs();
}

/** So many milliseconds go by, and what the object has to do by itself is done in time. */
export async function passes(ms: number): Promise<void> {
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

type Does =
  | 'hold'
  | 'resume'
  | 'transfer'
  | 'consult'
  | 'complete'
  | 'join'
  | 'back'
  | 'move'
  | 'record'
  | 'pause-recording'
  | 'resume-recording'
  | 'stop-recording';

/** What came before, what is asked for, and whether whoever is called for it has time. */
export interface Flow {
  before: Does[];
  asks: Does;
  carol: 'answers' | 'is busy' | 'rings';
}

/** Everything that can be done to a call that was answered. */
export const FLOWS: Record<string, Flow> = {
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
  'recording it': { before: [], asks: 'record', carol: 'answers' },
  'recording it in the room': { before: ['hold', 'resume'], asks: 'record', carol: 'answers' },
  'the hold of what is recorded': { before: ['record'], asks: 'hold', carol: 'answers' },
  'going on with what is recorded': { before: ['record', 'hold'], asks: 'resume', carol: 'answers' },
  'pausing what is recorded': { before: ['record'], asks: 'pause-recording', carol: 'answers' },
  'recording it again': { before: ['record', 'pause-recording'], asks: 'resume-recording', carol: 'answers' },
  'recording it no more': { before: ['record'], asks: 'stop-recording', carol: 'answers' },
  'all three, recorded': { before: ['record', 'consult'], asks: 'join', carol: 'answers' },
  'the transfer of what is recorded': { before: ['record'], asks: 'transfer', carol: 'answers' },
  'a move out of the room': { before: ['hold', 'resume'], asks: 'move', carol: 'answers' },
};

/** Ann asks at her phone for something to be done. */
export async function asks(root: string, does: Does): Promise<Response> {
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
export async function answer({ carol }: Flow): Promise<void> {
  for (let [leg] = twilio.ringing; leg && (carol !== 'rings' || leg.to !== CAROL); [leg] = twilio.ringing) {
    if (leg.to === CAROL && carol === 'is busy') twilio.isBusy(leg);
    else twilio.answers(leg);
    await twilio.worksOff();
  }
}

/** Each of them in calls of either way. */
export const FLOWS_BOTH_WAYS = Object.entries(FLOWS).flatMap(([name, flow]) => [
  [name, 'incoming', flow] as const,
  [name, 'outgoing', flow] as const,
]);

/** A call of Ann's, brought to where the flow begins; `root` names it. */
export async function upTo(flow: Flow, way: 'incoming' | 'outgoing') {
  const { far, ours } = await twilio.connects(way, phone.identity);
  const root = way === 'incoming' ? far.sid : ours.sid;
  for (const does of flow.before) {
    expect((await asks(root, does)).status).toBe(204);
    await answer(flow);
  }
  return { far, ours, root };
}
