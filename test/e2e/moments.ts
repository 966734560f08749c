import type { Person } from './person.ts';

/** When the screen of the call was first in this state with these words on it, in milliseconds since the epoch. */
export function momentOf({ page }: Person, state: string, words = ''): Promise<number> {
  return page.evaluate(
    ({ state, words }) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const screen = document.querySelector(`[data-call-state="${state}"]`);
          if (screen?.textContent.includes(words)) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    { state, words },
  );
}

/**
 * How many frames the page draws from the next click until this property of this element is `wanted` (a number typed:
 * without its spaces); Infinity when it takes more than two seconds' worth. Asked before the click.
 */
export function framesToShow(
  { page }: Person,
  selector: string,
  property: 'value' | 'ariaPressed',
  wanted: string,
): Promise<number> {
  return page.evaluate(
    ({ selector, property, wanted }) =>
      new Promise<number>((resolve) => {
        const isShown = () => {
          const element = document.querySelector(selector);
          return element !== null && String(Reflect.get(element, property)).replace(/[^\w*#]/g, '') === wanted;
        };
        const count = (frames: number) => {
          if (isShown()) resolve(frames);
          else if (frames > 120) resolve(Infinity);
          else requestAnimationFrame(() => count(frames + 1));
        };
        document.addEventListener('click', () => requestAnimationFrame(() => count(1)), {
          capture: true,
          once: true,
        });
      }),
    { selector, property, wanted },
  );
}
