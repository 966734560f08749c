import { afterEach, expect, test, vi } from 'vitest';
import { answerWithinMs, BrowserTurns, ownAgainMs } from '../../web/src/call/turns.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A tab of the browser. The locks and the channel between the tabs are real. */
class Tab {
  readonly clock = new ManualClock();
  readonly turns = new BrowserTurns(this.clock);
  /** What became of its turn: `got` and `elsewhere`, in order. */
  readonly heard: string[] = [];
  isTalking = false;

  opens(): this {
    this.turns.wait({
      got: () => this.heard.push('got'),
      elsewhere: () => this.heard.push('elsewhere'),
      isNeeded: () => this.isTalking,
    });
    tabs.push(this);
    return this;
  }

  async has(turn: 'got' | 'elsewhere'): Promise<void> {
    await vi.waitFor(() => expect(this.heard.at(-1)).toBe(turn));
  }
}

const tabs: Tab[] = [];

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.turns.leave();
});

/** Two tabs, the first of which has the phone. */
async function two(): Promise<[Tab, Tab]> {
  const first = new Tab().opens();
  await first.has('got');
  const second = new Tab().opens();
  await second.clock.advance(ownAgainMs);
  return [first, second];
}

test('the first tab has the phone, the second hears that it is elsewhere', async () => {
  const [first, second] = await two();
  expect(first.heard).toEqual(['got']);
  expect(second.heard).toEqual(['elsewhere']);
});

test('a tab that is reloaded never hears that its own phone is elsewhere', async () => {
  const old = new Tab().opens();
  await old.has('got');
  const reloaded = new Tab().opens();
  await reloaded.clock.advance(ownAgainMs - 1);
  old.turns.leave();
  await reloaded.has('got');
  await reloaded.clock.advance(1_000);
  expect(reloaded.heard).toEqual(['got']);
});

test('the tab that has it closes: one that waits gets it by itself', async () => {
  const [first, second] = await two();
  first.turns.leave();
  await second.has('got');
});

test('"use here" takes it from an idle tab, which then waits for it again', async () => {
  const [first, second] = await two();
  expect(await second.turns.take()).toBe(true);
  expect(second.heard).toEqual(['elsewhere', 'got']);
  await first.has('elsewhere');
  second.turns.leave();
  await first.has('got');
});

test('of three tabs the one that asked gets it, not the one that waited longest', async () => {
  const [first, second] = await two();
  const third = new Tab().opens();
  await third.clock.advance(ownAgainMs);
  expect(await third.turns.take()).toBe(true);
  await first.has('elsewhere');
  expect(second.heard).toEqual(['elsewhere']);
});

test('a tab in which somebody talks keeps it', async () => {
  const [first, second] = await two();
  first.isTalking = true;
  expect(await second.turns.take()).toBe(false);
  expect(first.heard).toEqual(['got']);
  first.isTalking = false;
  expect(await second.turns.take()).toBe(true);
});

test('a tab that does not answer loses it', async () => {
  const second = new Tab();
  const frozen = navigator.locks.request('bakelite.device', () => Promise.withResolvers<undefined>().promise);
  const stolen = expect(frozen).rejects.toThrow();
  second.opens();
  const taking = second.turns.take();
  await second.clock.advance(answerWithinMs);
  expect(await taking).toBe(true);
  await stolen;
});

test('whoever has it takes it without asking, and whoever left cannot', async () => {
  const only = new Tab().opens();
  await only.has('got');
  expect(await only.turns.take()).toBe(true);
  only.turns.leave();
  const taking = only.turns.take();
  await only.clock.advance(answerWithinMs);
  expect(await taking).toBe(false);
});

test('a tab that leaves while it waits does not get it', async () => {
  const [first, second] = await two();
  second.turns.leave();
  first.turns.leave();
  const third = new Tab().opens();
  await third.has('got');
  expect(second.heard).toEqual(['elsewhere']);
});
