import type { CallCommands } from './commands.ts';

/**
 * Keys while a call is on screen: digits are sent, M mutes, Enter answers. True when the key did something.
 * A field, an open sheet, or a control that Enter belongs to keeps its keys.
 */
export function heardKey(event: KeyboardEvent, commands: CallCommands, screen: Element): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
  if (target.closest('dialog, [popover]')) return false;
  if (target.closest('input, textarea, select') && !screen.contains(target)) return false;
  if (event.key === 'Enter') {
    if (target.closest('a, button, summary') || !commands.accept) return false;
    commands.accept();
  } else if (event.key.toLowerCase() === 'm') {
    const toggle = commands.mute ?? commands.unmute;
    if (!toggle) return false;
    toggle();
  } else if (/^[\d*#]$/.test(event.key) && commands.sendDigits) commands.sendDigits(event.key);
  else return false;
  return true;
}
