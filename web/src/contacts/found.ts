/** A contact as a file tells it, before its numbers are read. */
export interface Found {
  /** The line of a vCard's BEGIN, or the row of a table: the first one is 1. */
  line: number;
  name: string;
  organization: string;
  isFavourite: boolean;
  numbers: readonly { line: number; label: string; text: string }[];
  /** What it has besides and we do not keep: a word of `leftOutKinds`, or the file's own name of the field. */
  leftOut: ReadonlySet<string>;
}

/** What is left out of many contacts and has words on the screen; any other field is called as the file calls it. */
export const leftOutKinds = [
  'photos',
  'emails',
  'addresses',
  'notes',
  'dates',
  'links',
  'titles',
  'groups',
  'chats',
  'extensions',
  'other names',
  'organizations',
  'labels',
  'shortened',
] as const;
export type LeftOutKind = (typeof leftOutKinds)[number];

/**
 * Why something of a file was not read. `number`: no telephone number can be made of it; `too-many-numbers`: beyond a contact's 20;
 * `no-name`: there is nothing to call it; `not-ended`: a card without END; `unreadable`: not what its format allows;
 * `no-columns`: nothing in it is called a name or a number.
 */
export type BadReason = 'number' | 'too-many-numbers' | 'no-name' | 'not-ended' | 'unreadable' | 'no-columns';

/** Something of a file that was not read; the rest of its contact is. `text` is what stands there, cut short. */
export interface Bad {
  line: number;
  name: string;
  why: BadReason;
  text: string;
}

/** What a reader of files finds, one at a time; `read` is how far into the text it is, in characters. */
export type Finding = { read: number; found: Found } | { read: number; bad: Bad } | { read: number; leftOut: string };
