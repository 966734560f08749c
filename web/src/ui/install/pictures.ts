import { m } from '../../paraglide/messages.js';
import type { InstallSteps } from '../../state/install-steps.ts';

/**
 * A step of installing, drawn 96 by 96 in layers. What is there is an outline and faint bars; what to touch is solid, with a bar
 * for words on it and a glyph (24 by 24, after Lucide 1.48, ISC licence, https://lucide.dev).
 */
export interface Picture {
  frame: string;
  faint: string;
  solid?: string;
  bar?: string;
  glyph?: { d: string; x: number; y: number; scale: number; weight: number };
  /** The telephone's own icon: its corner and its width. */
  icon?: { x: number; y: number; size: number };
}

export interface Step {
  picture: Picture;
  words: () => string;
}

const arrowUp = 'M4 12v8a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-8M16 6l-4-4-4 4M12 2v13';
const squarePlus = 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M8 12h8M12 8v8';
const needle = 'm16.24 7.76-1.804 5.411a2 2 0 0 1-1.265 1.265L7.76 16.24l1.804-5.411a2 2 0 0 1 1.265-1.265z';

const phoneBottom = 'M20 4v70a14 14 0 0 0 14 14h28a14 14 0 0 0 14-14V4';
const phoneTop = 'M20 92V22A14 14 0 0 1 34 8h28a14 14 0 0 1 14 14v70';
const macWindow = 'M14 14h68a8 8 0 0 1 8 8v52a8 8 0 0 1-8 8H14a8 8 0 0 1-8-8V22a8 8 0 0 1 8-8';

const share: Picture = {
  frame: `${phoneBottom}M20 54h56`,
  faint: 'M32 14h32M32 26h24M32 38h29M30 71h.01M66 71h.01',
  solid: 'M48 54a17 17 0 1 0 0 34 17 17 0 1 0 0-34',
  glyph: { d: arrowUp, x: 38.4, y: 60.6, scale: 0.8, weight: 2.25 },
};
const menu: Picture = {
  frame: `${phoneBottom}M20 54h56`,
  faint: 'M32 14h32M32 26h24M32 38h29M30 71h10',
  solid: 'M66 54a17 17 0 1 0 0 34 17 17 0 1 0 0-34',
  glyph: { d: 'M12 5h.01M12 12h.01M12 19h.01', x: 56.4, y: 61.4, scale: 0.8, weight: 4 },
};
const add: Picture = {
  frame: phoneBottom,
  faint: 'M32 14h32M32 26h22M32 74h27',
  solid: 'M23 38h50a12 12 0 0 1 0 24H23a12 12 0 0 1 0-24',
  bar: 'M26 50h26',
  glyph: { d: squarePlus, x: 61, y: 41.6, scale: 0.7, weight: 2.25 },
};
const open: Picture = {
  frame: phoneTop,
  faint: 'M34 24h.01M48 24h.01M62 24h.01M34 80h.01M48 80h.01M62 80h.01',
  icon: { x: 30, y: 34, size: 36 },
};
const safari: Picture = {
  frame: phoneTop,
  faint: 'M34 24h.01M48 24h.01M62 24h.01M34 80h.01M48 80h.01M62 80h.01',
  solid: 'M48 34a18 18 0 1 0 0 36 18 18 0 1 0 0-36',
  glyph: { d: needle, x: 34.8, y: 38.8, scale: 1.1, weight: 1.75 },
};
const file: Picture = {
  frame: `${macWindow}M6 32h84`,
  faint: 'M50 23h8M70 23h8M20 46h48M20 58h34M20 70h42',
  solid: 'M22 12h14a11 11 0 0 1 0 22H22a11 11 0 0 1 0-22',
  bar: 'M23 23h12',
};
const addToDock: Picture = {
  frame: `${macWindow}M6 32h84`,
  faint: 'M18 23h10M40 23h8M60 23h8M22 70h32',
  solid: 'M24 38h48a12 12 0 0 1 0 24H24a12 12 0 0 1 0-24',
  bar: 'M27 50h42',
};
const dock: Picture = {
  frame: 'M20 10h56a6 6 0 0 1 6 6v58H14V16a6 6 0 0 1 6-6M4 82h88',
  faint: 'M26 60h.01M70 60h.01',
  icon: { x: 34, y: 40, size: 28 },
};

/** The steps of each browser, in order; `isSignedOut`: the last one ends at the app's own door. */
export function stepsIn(steps: InstallSteps, isSignedOut: boolean): readonly Step[] {
  switch (steps) {
    case 'ios-safari':
      return [
        { picture: share, words: m.install_step_share },
        { picture: add, words: m.install_step_add },
        { picture: open, words: isSignedOut ? m.install_step_sign_in : m.install_step_open },
      ];
    case 'ios-other':
      return [{ picture: safari, words: m.install_step_safari }];
    case 'firefox-android':
      return [
        { picture: menu, words: m.install_step_menu },
        { picture: add, words: m.install_step_menu_add },
        { picture: open, words: m.install_step_open },
      ];
    case 'mac-safari':
      return [
        { picture: file, words: m.install_step_file },
        { picture: addToDock, words: m.install_step_dock },
        { picture: dock, words: m.install_step_dock_open },
      ];
  }
}

/** What to know beside the steps, if anything. */
export function hintsOf(steps: InstallSteps, isSignedOut: boolean): readonly (() => string)[] {
  if (steps === 'ios-other') return [m.install_safari_next];
  if (steps === 'ios-safari')
    return isSignedOut ? [m.install_share_hidden] : [m.install_share_hidden, m.install_new_code];
  return [];
}
