/**
 * Small texts that this browser keeps for us: a language, a number half dialled. Only ever a convenience: a browser may
 * refuse, and a person may clear them.
 */

/** The ones that are somebody's own: gone when that person is. */
export const personal = {
  callLater: 'bakelite.call-later',
  dialed: 'bakelite.dialed',
  line: 'bakelite.line',
  audio: 'bakelite.audio',
} as const;

/** For every tab and the next time, or for this tab alone. */
type Place = 'localStorage' | 'sessionStorage';

/** Null when nothing is kept under this key, undefined when this browser keeps nothing for us. */
export function recall(key: string, place: Place = 'localStorage'): string | null | undefined {
  try {
    return globalThis[place].getItem(key);
  } catch {
    return undefined;
  }
}

/** Keeps a text in place of the one before; null keeps nothing. */
export function keep(key: string, text: string | null, place: Place = 'localStorage'): void {
  try {
    if (text === null) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, text);
  } catch {
    // It then lasts as long as the page.
  }
}

/** Somebody else may sit here next. */
export function forgetPerson(): void {
  for (const key of Object.values(personal)) {
    keep(key, null);
    keep(key, null, 'sessionStorage');
  }
}
