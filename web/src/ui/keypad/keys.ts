import { keyOf } from '../../state/letter-keys.ts';

/**
 * The key of the telephone behind a key of the keyboard, wherever on the screen it is typed: a digit, a letter by the key
 * it stands on, `Enter` to call, `Backspace`. Null when it belongs to somebody else: a field, an open sheet, a control that Enter works, a shortcut.
 */
export function keyFor(event: KeyboardEvent): string | null {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  if (target.closest('[inert], dialog, [popover]')) return null;
  if (event.key === 'Enter') {
    return target.matches('input[type=tel]') || !target.closest('a, button, input, select, summary') ? 'Enter' : null;
  }
  if (target.closest('input, textarea, select')) return null;
  const key = keyOf(event.key);
  return /^([\d*#+]|Backspace)$/.test(key) ? key : null;
}
