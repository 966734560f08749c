import { dialableOf } from './keypad/dialable.ts';

/** Percent escapes undone; nothing of a text that is not well escaped: what it meant to say is anybody’s guess. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * What can be dialled in the fragment `#tel=…` that a browser makes of a `tel:` link (RFC 3966), escaped by the browser and again
 * within the link. Null: the fragment is something else. Empty: there is nothing to dial in it.
 */
export function numberOfLink(fragment: string): string | null {
  const handed = /^#tel=(.*)$/s.exec(fragment)?.[1];
  if (handed === undefined) return null;
  const number = /^tel:(.*)$/is.exec(unescaped(handed))?.[1] ?? '';
  return dialableOf(unescaped(number));
}
