/**
 * All that is not needed to press the first key, in one chunk warmed when the browser is idle: a call that comes in
 * must not wait for its screen.
 */
export { createBelongings } from '../state/belongings.ts';
export { connection } from '../state/this-browser.ts';
export { default as Overlays } from './Overlays.svelte';
export { followLinks } from './links.ts';
export { default as Notice } from './notices/Notice.svelte';
export { default as ConversationDetail } from './recents/ConversationDetail.svelte';
export { default as RecentList } from './recents/RecentList.svelte';
export { lastDialed } from './recents/rows.ts';
export { default as Settings } from './settings/Settings.svelte';
export { lineWhy } from './words/line.ts';
