import type { Attachment } from 'svelte/attachments';

/** How far a finger goes before letting go means it. */
const meantPx = 88;
/** How far before it is a swipe, and no tap or scroll. */
const startedPx = 12;

/**
 * A row that a finger pushes aside: `right` when it lets go far enough to the right, `left` to the left. `--swipe` is how far it
 * is, in pixels. What stands under the finger is not tapped then. Nothing that only a finger can do: both are in the row's menu.
 */
export const swipe =
  (way: { left: (() => void) | null; right: (() => void) | null }): Attachment<HTMLElement> =>
  (row) => {
    let from: { x: number; y: number; id: number } | null = null;
    let moved = 0;
    const listen = new AbortController();
    const show = (px: number): void => {
      moved = px;
      row.style.setProperty('--swipe', `${String(px)}px`);
      row.toggleAttribute('data-swiping', px !== 0);
    };
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ): void => row.addEventListener(type, listener, { signal: listen.signal, capture: type === 'click' });

    on('pointerdown', ({ pointerType, clientX: x, clientY: y, pointerId: id }) => {
      if (pointerType === 'touch') from = { x, y, id };
    });
    on('pointermove', (event) => {
      if (from === null || event.pointerId !== from.id) return;
      const by = event.clientX - from.x;
      if (moved === 0 && (Math.abs(by) < startedPx || Math.abs(by) < Math.abs(event.clientY - from.y))) return;
      if (moved === 0) row.setPointerCapture(event.pointerId);
      show((by > 0 ? way.right : way.left) === null ? Math.sign(by) : by);
    });
    on('pointerup', () => {
      const act = moved > meantPx ? way.right : moved < -meantPx ? way.left : null;
      from = null;
      // The click that follows still belongs to the swipe.
      if (moved !== 0) setTimeout(() => show(0));
      act?.();
    });
    on('pointercancel', () => {
      from = null;
      show(0);
    });
    on('click', (event) => {
      if (moved !== 0) event.stopImmediatePropagation();
      if (moved !== 0) event.preventDefault();
    });
    return () => listen.abort();
  };
