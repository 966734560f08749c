import { expect, test } from 'vitest';
import { Trouble, type ProblemCode } from '../../web/src/call/problems.ts';
import { TelephoneDouble } from '../support/telephone-double.ts';

/** Ann talks, and what she says to the exchange fails. */
async function talking(code: ProblemCode) {
  const ann = await TelephoneDouble.ready();
  ann.view.commands.dial?.('+15145550123');
  await ann.clock.advance();
  const leg = ann.voice.line.call;
  leg.rings();
  leg.answers();
  ann.hearsHangUp = () => Promise.reject(new Trouble({ code }));
  return { ann, leg };
}

test('Ann hangs up without a network: her leg ends at once, and it is said again as soon as there is one', async () => {
  const { ann, leg } = await talking('offline');
  ann.view.commands.hangUp?.();
  await ann.clock.advance();
  expect(leg.done).toContain('disconnect');
  expect(ann.hungUp).toHaveLength(1);
  ann.hearsHangUp = () => Promise.resolve();
  ann.lives('offline');
  await ann.clock.advance();
  expect(ann.hungUp).toHaveLength(1);
  ann.lives('online');
  await ann.clock.advance(60_000);
  expect(ann.hungUp).toEqual([
    { name: leg.callSid, leg: leg.callSid },
    { name: leg.callSid, leg: leg.callSid },
  ]);
});

test('the browser does not tell that there is a network again: it is said after a while, a few times and no more', async () => {
  const { ann } = await talking('server-unavailable');
  ann.view.commands.hangUp?.();
  await ann.clock.advance(1_900);
  expect(ann.hungUp).toHaveLength(1);
  await ann.clock.advance(200);
  expect(ann.hungUp).toHaveLength(2);
  await ann.clock.advance(600_000);
  expect(ann.hungUp).toHaveLength(5);
  ann.lives('online');
  await ann.clock.advance();
  expect(ann.hungUp).toHaveLength(5);
});

test('the exchange heard it and refuses: it is not said again', async () => {
  const { ann } = await talking('signed-out');
  ann.view.commands.hangUp?.();
  await ann.clock.advance(60_000);
  expect(ann.hungUp).toHaveLength(1);
});

test('two calls were hung up unheard: of both it is said', async () => {
  const { ann, leg } = await talking('offline');
  ann.view.commands.hangUp?.();
  await ann.clock.advance();
  leg.ends();
  ann.view.commands.dismiss?.();
  ann.view.commands.dial?.('+15145550199');
  await ann.clock.advance();
  const second = ann.voice.line.call;
  second.rings();
  second.answers();
  ann.view.commands.hangUp?.();
  await ann.clock.advance();
  const before = ann.hungUp.length;
  ann.hearsHangUp = () => Promise.resolve();
  ann.lives('online');
  await ann.clock.advance();
  expect(
    ann.hungUp
      .slice(before)
      .map((said) => said.leg)
      .sort(),
  ).toEqual([leg.callSid, second.callSid].sort());
});
