/** What opens over the call: whom to pass it on to, whom to add, and where to go on with it. */
export type CallSheet = 'transfer' | 'add' | 'move';

export interface CallSheets {
  open(sheet: CallSheet): void;
  /** I have another device. */
  canMove: boolean;
}
