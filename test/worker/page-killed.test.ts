import { beforeEach, expect, test } from 'vitest';
import { answer, asks, begin, FLOWS_BOTH_WAYS, passes, phone, twilio, upTo } from './support/flows.ts';
import type { Leg } from './support/twilio-leg.ts';

beforeEach(begin);

test.each(FLOWS_BOTH_WAYS)(
  'the page that Ann talks in is killed after %s in an %s call, and she answers nowhere: within a minute nobody is on it, and history says that it is over',
  async (_, way, flow) => {
    const { root } = await upTo(flow, way);
    await asks(root, flow.asks);
    await answer(flow);
    const isOurs = ({ from, to }: Leg) => `${from} ${to}`.includes('client:');
    for (const leg of twilio.up.filter(isOurs)) twilio.hangsUp(leg);
    await twilio.worksOff();
    // Whoever has the call without Ann goes on with it.
    const goesOn = twilio.up.length === 2;
    await passes(20_000);
    for (const leg of twilio.ringing) twilio.givesUp(leg);
    await twilio.worksOff();
    await passes(40_000);
    expect(twilio.up).toHaveLength(goesOn ? 2 : 0);
    expect(twilio.alone).toEqual([]);
    const { state, control } = await phone.browser.outcome(root);
    if (goesOn) expect({ state, on: control?.on }).toEqual({ state: 'in-progress', on: null });
    else expect({ state, control }).toEqual({ state: 'completed', control: null });
  },
);
