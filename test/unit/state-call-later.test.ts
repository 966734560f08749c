import { expect, test } from 'vitest';
import { CallLater } from '../../web/src/state/call-later.svelte.ts';
import { Connection } from '../../web/src/state/connection.svelte.ts';

test('a number waits for the network, through a closed app, until it is called or not wanted', () => {
  const memory: { number: string | null } = { number: null };
  new CallLater(memory).keep('+15145550123');
  const reopened = new CallLater(memory);
  expect(reopened.number).toBe('+15145550123');
  reopened.forget();
  expect(reopened.number).toBeNull();
  expect(new CallLater(memory).number).toBeNull();
});

test('the connection is what the browser says, now and when it changes', () => {
  const window = new EventTarget() as EventTarget & Pick<Window, 'addEventListener'>;
  const navigator = { onLine: false };
  const connection = new Connection({ window, navigator });
  expect(connection.isOnline).toBe(false);
  navigator.onLine = true;
  window.dispatchEvent(new Event('online'));
  expect(connection.isOnline).toBe(true);
  navigator.onLine = false;
  window.dispatchEvent(new Event('offline'));
  expect(connection.isOnline).toBe(false);
});
