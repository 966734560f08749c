/** What of a list is in sight: where it begins in what scrolls, how far that is scrolled and how high it is, in pixels. */
export interface Sight {
  top: number;
  scrolled: number;
  height: number;
}

/** Says what of a list is in sight, now and whenever that changes. Returns how to stop. */
export function watchSight(list: HTMLElement, scroller: HTMLElement, say: (sight: Sight) => void): () => void {
  let top = 0;
  const tell = (): void => say({ top, scrolled: scroller.scrollTop, height: scroller.clientHeight });
  const measure = (): void => {
    top = Math.round(list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
    tell();
  };
  const observer = new ResizeObserver(measure);
  observer.observe(scroller);
  // Whatever stands above the list, in any of the boxes around it.
  for (let box: Element = list; box !== scroller && box.parentElement; box = box.parentElement)
    for (const beside of box.parentElement.children) if (beside !== list) observer.observe(beside);
  scroller.addEventListener('scroll', tell, { passive: true });
  measure();
  return () => {
    observer.disconnect();
    scroller.removeEventListener('scroll', tell);
  };
}
