import type { CallCommands } from './commands.ts';

/**
 * Keys while a call is on screen: digits are sent, M mutes. True when the key did something. A field or an open sheet keeps
 * its keys. Enter answers only on the Answer button: a call may come while somebody types a number and its Enter.
 */
export function heardKey(event: KeyboardEvent, commands: CallCommands, screen: Element): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
  if (target.closest('dialog, [popover]')) return false;
  if (target.closest('input, textarea, select') && !screen.contains(target)) return false;
  if (event.key.toLowerCase() === 'm') {
    const toggle = commands.mute ?? commands.unmute;
    if (!toggle) return false;
    toggle();
  } else if (/^[\d*#]$/.test(event.key) && commands.sendDigits) commands.sendDigits(event.key);
  else return false;
  return true;
}
