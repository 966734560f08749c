import { describe, expect, test } from 'vitest';
import { isHandheld, stepsFor } from '../../web/src/state/install-steps.ts';

const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit';
const browsers = {
  'Safari on an iPhone': [`${ios} Version/26.1 Mobile/15E148 Safari/604.1`, 5, 'ios-safari', true],
  'Safari on an iPad that asks for the desktop': [
    `${mac}/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15`,
    5,
    'ios-safari',
    true,
  ],
  'Chrome on an iPhone': [`${ios} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1`, 5, 'ios-other', true],
  'Edge on an iPhone': [`${ios} Version/18.0 EdgiOS/142.0.3595.65 Mobile/15E148 Safari/605.1.15`, 5, 'ios-other', true],
  'Firefox on an iPhone': [`${ios} FxiOS/145.0 Mobile/15E148 Safari/605.1.15`, 5, 'ios-other', true],
  'DuckDuckGo on an iPhone': [`${ios} Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, 5, 'ios-other', true],
  'a page inside another app on an iPhone': [`${ios} Mobile/15E148`, 5, 'ios-other', true],
  'Safari on a Mac': [`${mac}/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15`, 0, 'mac-safari', false],
  'Safari on a Mac before it knew how': [
    `${mac}/605.1.15 (KHTML, like Gecko) Version/16.6 Safari/605.1.15`,
    0,
    null,
    false,
  ],
  'Chrome on a Mac': [`${mac}/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36`, 0, null, false],
  'Firefox on a Mac': [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0',
    0,
    null,
    false,
  ],
  'Firefox on Android': [
    'Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0',
    5,
    'firefox-android',
    true,
  ],
  'Chrome on Android': [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    5,
    null,
    true,
  ],
  'Firefox on Windows': [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    0,
    null,
    false,
  ],
  'Edge on a Windows tablet': [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    10,
    null,
    false,
  ],
} as const;

describe.each(Object.entries(browsers))('%s', (_name, [userAgent, touchPoints, steps, isInHand]) => {
  test(`is shown ${steps ?? 'no steps'}`, () => {
    expect(stepsFor({ userAgent, touchPoints })).toBe(steps);
  });
  test(isInHand ? 'has a home screen' : 'has a desktop', () => {
    expect(isHandheld({ userAgent, touchPoints })).toBe(isInHand);
  });
});
