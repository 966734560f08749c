/// <reference types="svelte" />
import { expect, test } from 'vitest';
import type { PhoneEngine } from '../../web/src/call/phone-engine.ts';
import { noCommands } from '../../web/src/call/phone-view.ts';
import { Phone } from '../../web/src/call/phone.svelte.ts';
import { settled } from '../support/manual-clock.ts';

const neverReloads = (): void => {
  throw new Error('the page was opened again');
};

test('the telephone shows what its engine says, and can dial before the engine is there', async () => {
  const done: string[] = [];
  const phone = new Phone((publish) => {
    publish({ readiness: 'ready', problem: null, call: null, waiting: null, nowMs: 7, commands: noCommands });
    const engine: Pick<PhoneEngine, 'enable' | 'dial' | 'disable'> = {
      enable: () => done.push('enable'),
      disable: () => done.push('disable'),
      dial: (to) => done.push(`dial ${to}`),
    };
    return Promise.resolve(engine as PhoneEngine);
  }, neverReloads);
  expect(phone).toMatchObject({ readiness: 'signed-out', dial: null });
  phone.follow(true);
  await settled();
  expect(phone).toMatchObject({ readiness: 'ready', nowMs: 7, dial: null });
  phone.follow(false);
  await settled();
  expect(done).toEqual(['enable', 'disable']);
});

test('a telephone whose microphone is not granted asks for its tap from the first moment on, and loads nothing for it', async () => {
  let loads = 0;
  const done: string[] = [];
  const phone = new Phone(
    () => {
      loads += 1;
      const engine: Pick<PhoneEngine, 'enable' | 'start'> = {
        enable: () => done.push('enable'),
        start: () => done.push('start'),
      };
      return Promise.resolve(engine as PhoneEngine);
    },
    () => {},
  );
  phone.expectGesture();
  expect(phone.readiness).toBe('needs-gesture');
  expect(loads).toBe(0);
  phone.follow(true);
  await settled();
  expect(phone.readiness).toBe('needs-gesture');
  phone.start?.();
  await settled();
  expect(done).toEqual(['enable', 'enable', 'start']);
});

test('an engine that does not load says why, and is tried again with the next dial or by opening the page anew', async () => {
  let tries = 0;
  let reloads = 0;
  const dialed: string[] = [];
  const phone = new Phone(
    () => {
      tries += 1;
      if (tries < 3) return Promise.reject(new Error('404'));
      return Promise.resolve({ enable: () => {}, dial: (to: string) => dialed.push(to) } as unknown as PhoneEngine);
    },
    () => (reloads += 1),
  );
  phone.follow(true);
  await settled();
  expect(phone).toMatchObject({ readiness: 'broken', problem: { code: 'app-unavailable' } });
  phone.problem?.retry?.();
  expect(reloads).toBe(1);
  phone.dial?.('5550199');
  await settled();
  expect(phone).toMatchObject({ call: null, problem: { code: 'app-unavailable' } });
  phone.dial?.('5550199');
  await settled();
  expect(dialed).toEqual(['5550199']);
  expect(tries).toBe(3);
});
