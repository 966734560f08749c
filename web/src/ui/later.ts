/**
 * All that is not needed to press the first key, in one chunk warmed when the browser is idle: a call that comes in
 * must not wait for its screen.
 */
export { createBelongings } from '../state/belongings.ts';
export { connection } from '../state/this-browser.ts';
export { default as Overlays } from './Overlays.svelte';
export { followLinks } from './links.ts';
export { default as Notice } from './notices/Notice.svelte';
export { default as Screen } from './Screen.svelte';
export { noteOf } from './keypad/note.ts';
export { default as Suggestions } from './keypad/Suggestions.svelte';
export { lastDialed } from './recents/rows.ts';
