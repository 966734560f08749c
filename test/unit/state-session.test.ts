/// <reference types="svelte" />
import { describe, expect, test } from 'vitest';
import { ApiFailure, failureOf, type Api } from '../../web/src/state/api.ts';
import { MyDevices } from '../../web/src/state/my-devices.svelte.ts';
import { Session, takeOfferedCode } from '../../web/src/state/session.svelte.ts';
import { Toasts } from '../../web/src/state/toasts.svelte.ts';
import { ManualClock } from '../support/manual-clock.ts';

const config = {
  lines: [{ number: '+18195550100', country: 'CA', label: '' }],
  edge: 'roaming',
  signaling: null,
  insights: false,
  emergencyNumbers: ['911'],
  timeLimitSeconds: 3600,
};

/** The Worker, as far as a test says what it does; anything else is unreachable. */
function worker(answers: { [Name in keyof Api]?: (...asked: Parameters<Api[Name]>) => unknown }): {
  api: () => Promise<Api>;
  clock: ManualClock;
  asked: string[];
} {
  const asked: string[] = [];
  const doing = (name: (typeof names)[number]) => async (detail: never) => {
    asked.push(name);
    const answer: ((detail: never) => unknown) | undefined = answers[name];
    if (answer === undefined && name === 'kept') return null;
    if (answer === undefined) throw new ApiFailure('unreachable');
    return answer(detail);
  };
  const api = Object.fromEntries(names.map((name) => [name, doing(name)])) as unknown as Api;
  return { api: () => Promise.resolve(api), clock: new ManualClock(), asked };
}

const names = [
  'kept',
  'config',
  'signIn',
  'signOut',
  'calls',
  'devices',
  'cutOff',
  'newCode',
  'registerIdentity',
] as const;

const refuses = (code: ConstructorParameters<typeof ApiFailure>[0]) => () => {
  throw new ApiFailure(code);
};

describe('who uses this browser', () => {
  test('a browser that never signed in is not asked for, and stays at the door', async () => {
    const { asked, ...rest } = worker({});
    const session = new Session({ ...rest, memory: { wasSignedIn: false }, offeredCode: null });
    await session.refresh();
    expect(session.status).toBe('signed-out');
    expect(asked).toEqual([]);
  });
  test('a browser that was signed in shows the phone at once, and learns its line', async () => {
    const session = new Session({
      ...worker({ config: () => config }),
      memory: { wasSignedIn: true },
      offeredCode: null,
    });
    expect(session.status).toBe('signed-in');
    await session.refresh();
    expect(session.config).toEqual(config);
  });
  test('offline it stays signed in; cut off it does not', async () => {
    const memory = { wasSignedIn: true };
    const offline = new Session({ ...worker({}), memory, offeredCode: null });
    await offline.refresh();
    expect(offline.status).toBe('signed-in');
    expect(offline.failure?.code).toBe('unreachable');
    const cutOff = new Session({
      ...worker({ config: refuses('signed_out') }),
      memory,
      offeredCode: null,
    });
    await cutOff.refresh();
    expect(cutOff.status).toBe('signed-out');
    expect(memory.wasSignedIn).toBe(false);
  });
  test('a code opens the door once, a wrong one says so and leaves it closed', async () => {
    const spent: string[] = [];
    const exchange = worker({ config: () => config, signIn: (code) => void spent.push(code) });
    const session = new Session({ ...exchange, memory: { wasSignedIn: false }, offeredCode: 'abc' });
    expect(session.offeredCode).toBe('abc');
    expect(spent).toEqual([]);
    expect(await session.signIn('abc')).toBe(true);
    expect(session).toMatchObject({ status: 'signed-in', offeredCode: null });
    const wrong = new Session({
      ...worker({ signIn: refuses('code_wrong') }),
      memory: { wasSignedIn: false },
      offeredCode: null,
    });
    expect(await wrong.signIn('zzz')).toBe(false);
    expect(wrong).toMatchObject({ status: 'signed-out', isBusy: false });
    expect(wrong.failure?.code).toBe('code_wrong');
  });
  test('signing out is said to the Worker first', async () => {
    const memory = { wasSignedIn: true };
    const away = new Session({ ...worker({}), memory, offeredCode: null });
    expect(await away.signOut()).toBe(false);
    expect(away.status).toBe('signed-in');
    const done = new Session({
      ...worker({ signOut: () => undefined }),
      memory,
      offeredCode: null,
    });
    expect(await done.signOut()).toBe(true);
    expect(memory.wasSignedIn).toBe(false);
  });
  test('the code of a link is taken out of the address bar at once', () => {
    const shown: unknown[] = [];
    const history = { state: null, replaceState: (...args: unknown[]) => shown.push(args[2]) } as unknown as History;
    const at = (hash: string) => ({ hash, pathname: '/', search: '?x=1' }) as Location;
    expect(takeOfferedCode(at('#code=AB-12'), history)).toBe('AB-12');
    expect(shown).toEqual(['/?x=1']);
    expect(takeOfferedCode(at('#recents'), history)).toBeNull();
    expect(shown).toHaveLength(1);
  });
});

test('without a network the telephone knows its line from last time', async () => {
  const kept = { value: config, toldAt: '2026-11-21T09:00:00.000Z' };
  const session = new Session({
    ...worker({ kept: (name) => (name === 'config' ? kept : null) }),
    memory: { wasSignedIn: true },
    offeredCode: null,
  });
  await session.refresh();
  expect(session.config).toEqual(config);
  expect(session.failure?.code).toBe('unreachable');
});

test('a device that is cut off leaves the list; one that could not be stays', async () => {
  const device = (id: string) => ({ id, label: id, identity: `p_${id}`, isThisOne: false, signedInAt: '', seenAt: '' });
  let isAway = false;
  const { api, clock } = worker({
    devices: () => [device('a'), device('b')],
    cutOff: () => (isAway ? refuses('unavailable')() : undefined),
  });
  const devices = new MyDevices(api, clock);
  await devices.refresh();
  expect(devices.labelOf('p_b')).toBe('b');
  expect(await devices.cutOff('a')).toBe(true);
  isAway = true;
  expect(await devices.cutOff('b')).toBe(false);
  expect(devices.list?.map(({ id }) => id)).toEqual(['b']);
  expect(devices.error?.code).toBe('unavailable');
});

test('one live message at a time, gone after five seconds', async () => {
  const clock = new ManualClock();
  const toasts = new Toasts(clock);
  toasts.show('Saved.');
  await clock.advance(4_000);
  toasts.show('Renamed.');
  await clock.advance(4_999);
  expect(toasts.current).toBe('Renamed.');
  await clock.advance(1);
  expect(toasts.current).toBeNull();
});

test('whatever was thrown, it is one of our failures', () => {
  expect(failureOf(new TypeError('x')).code).toBe('unreachable');
  expect(failureOf(new ApiFailure('timeout')).code).toBe('timeout');
});
