/** What a key asks of a list: a row to go to, to erase the one it is on, to undo that; null when it is not for the list. */
export function askedOf(event: KeyboardEvent, at: number, count: number): number | 'erase' | 'undo' | null {
  if ((event.ctrlKey || event.metaKey) && event.key === 'z') return 'undo';
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Delete':
      return 'erase';
    default:
      return null;
  }
}
