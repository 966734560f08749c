import type { Attachment } from 'svelte/attachments';

/** How long a finger stays before it means something else. */
const heldMs = 500;

/** Runs `held` when a control is pressed for half a second, and swallows the click that would follow. */
export const longPress =
  (held: (() => void) | undefined): Attachment<HTMLElement> =>
  (element) => {
    if (held === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasHeld = false;
    const stop = (): void => clearTimeout(timer);
    const listen = new AbortController();
    const on = (type: string, listener: (event: Event) => void): void =>
      element.addEventListener(type, listener, { signal: listen.signal, capture: true });

    on('pointerdown', () => {
      wasHeld = false;
      timer = setTimeout(() => {
        wasHeld = true;
        held();
      }, heldMs);
    });
    for (const end of ['pointerup', 'pointerleave', 'pointercancel']) on(end, stop);
    on('contextmenu', (event) => event.preventDefault());
    on('click', (event) => {
      if (wasHeld) event.stopImmediatePropagation();
      wasHeld = false;
    });
    return () => {
      stop();
      listen.abort();
    };
  };
