import { expect, test } from 'vitest';
import { ScreenAwake } from '../../web/src/state/screen-awake.ts';
import { settled } from '../support/manual-clock.ts';

/** A screen that is kept on by so many locks, and by none while its page is hidden. */
function screen() {
  const on = { locks: 0, isVisible: true, isRefusing: false };
  const awake = new ScreenAwake({
    wakeLock: {
      request: () => {
        if (on.isRefusing) return Promise.reject(new DOMException('low battery', 'NotAllowedError'));
        on.locks += 1;
        return Promise.resolve({
          release: () => {
            on.locks -= 1;
            return Promise.resolve();
          },
        });
      },
    },
    isVisible: () => on.isVisible,
  });
  return { on, awake };
}

test('the screen stays on as long as it is wanted, and no longer', async () => {
  const { on, awake } = screen();
  awake.want();
  await settled();
  expect(on.locks).toBe(1);
  awake.end();
  await settled();
  expect(on.locks).toBe(0);
});

test('it is asked for again when the page is seen again, and never twice at once', async () => {
  const { on, awake } = screen();
  on.isVisible = false;
  awake.want();
  await settled();
  expect(on.locks).toBe(0);
  on.isVisible = true;
  for (let time = 0; time < 3; time += 1) awake.seen();
  await settled();
  expect(on.locks).toBe(1);
  awake.end();
  awake.seen();
  await settled();
  expect(on.locks).toBe(0);
});

test('a screen that may not be kept on, and one that cannot, are done without', async () => {
  const { on, awake } = screen();
  on.isRefusing = true;
  awake.want();
  awake.end();
  await settled();
  const none = new ScreenAwake({ wakeLock: null, isVisible: () => true });
  none.want();
  none.end();
  expect(on.locks).toBe(0);
});
