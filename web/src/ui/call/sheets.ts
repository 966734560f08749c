/** What opens over the call: whom to pass it on to, whom to add, where to go on with it, and what is recorded of it. */
export type CallSheet = 'transfer' | 'add' | 'move' | 'record';

export interface CallSheets {
  open(sheet: CallSheet): void;
  /** I have another device. */
  canMove: boolean;
}
