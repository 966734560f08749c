import { beforeEach, expect, test } from 'vitest';
import { answer, asks, begin, FLOWS, FLOWS_BOTH_WAYS, passes, twilio, upTo } from './support/flows.ts';

beforeEach(begin);

const HOUR = 3_600_000;
/** The longest call we allow is of four hours. */
const LEFT_SECONDS = 3 * 3_600;

/** Of the others nothing is dialled anew: what was told before still counts. */
const DIALS = /^(the first hold|(a|the) transfer|talking first|a move|recording it$)/;

test.each(FLOWS_BOTH_WAYS)(
  '%s in an %s call that has lasted an hour: whatever is dialled may last three more, not four',
  async (name, way, flow) => {
    const { root } = await upTo(flow, way);
    expect(new Set(twilio.timeLimits)).toEqual(new Set([4 * 3_600]));
    await passes(HOUR);
    twilio.timeLimits.length = 0;
    expect((await asks(root, flow.asks)).status).toBe(204);
    await answer(flow);
    expect(new Set(twilio.timeLimits)).toEqual(new Set(DIALS.test(name) ? [LEFT_SECONDS] : []));
  },
);

test.each(['a move', 'a later hold'])('so may the devices that are rung when one is lost: %s', async (name) => {
  const flow = FLOWS[name];
  if (!flow) throw new Error('no such flow');
  const { ours } = await upTo(flow, 'incoming');
  await passes(HOUR);
  twilio.timeLimits.length = 0;
  twilio.hangsUp(ours);
  await twilio.worksOff();
  expect(twilio.ringing.length).toBeGreaterThan(0);
  expect(twilio.timeLimits).toEqual([LEFT_SECONDS]);
});
