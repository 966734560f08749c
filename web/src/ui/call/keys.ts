import type { CallCommands } from './commands.ts';
import type { CallSheets } from './sheets.ts';

/**
 * Keys while a call is on screen: digits are sent, M mutes, H holds, T passes on. True when the key did something. A field or an open sheet keeps
 * its keys. Enter answers only on the Answer button: a call may come while somebody types a number and its Enter.
 */
export function heardKey(event: KeyboardEvent, commands: CallCommands, screen: Element, sheets: CallSheets): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
  if (target.closest('dialog, [popover]')) return false;
  if (target.closest('input, textarea, select') && !screen.contains(target)) return false;
  const { steer } = commands;
  const command = {
    m: commands.mute ?? commands.unmute,
    h: steer?.hold ?? steer?.resume,
    t: steer?.transfer && (() => sheets.open('transfer')),
  }[event.key.toLowerCase()];
  if (command) command();
  else if (/^[\d*#]$/.test(event.key) && commands.sendDigits) commands.sendDigits(event.key);
  else return false;
  return true;
}
