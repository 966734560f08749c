import { untrack } from 'svelte';
import { isLive } from '../call/call.ts';
import type { Phone } from '../call/phone.svelte.ts';
import { m } from '../paraglide/messages.js';
import type { Toasts } from '../state/toasts.svelte.ts';
import type { Dialed } from './keypad/dialed.svelte.ts';
import { followLaunches } from './launches.ts';
import { numberOfLink } from './phone-link.ts';
import type { View } from './view.svelte.ts';

/**
 * Puts the number of a `tel:` link into the keypad: the link that opened this page, and each that comes to it open. It is never
 * dialled by itself, and a call that goes on is left alone. The fragment is taken out of the address. Returns how to stop.
 */
export function followLinks(dialed: Dialed, phone: Phone, view: View, toasts: Toasts): () => void {
  const follow = (): void => {
    const number = numberOfLink(location.hash);
    if (number === null) return;
    const isInCall = phone.call !== null && isLive(phone.call);
    const screen = isInCall ? view.name : 'keypad';
    history.replaceState(history.state, '', `${location.pathname}${location.search}#${screen}`);
    view.follow(location.hash);
    // A link without a number leaves none: what was there before is not what was tapped.
    if (isInCall) toasts.show(m.phone_link_in_call());
    else dialed.replace(number);
  };
  untrack(follow);
  addEventListener('hashchange', follow);
  followLaunches();
  return () => removeEventListener('hashchange', follow);
}
