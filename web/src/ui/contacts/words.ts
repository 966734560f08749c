import { m } from '../../paraglide/messages.js';
import type { BadReason, LeftOutKind } from '../../contacts/found.ts';
import { isKnownLabel, type KnownLabel } from '../../state/labels.ts';

const labels: Readonly<Record<KnownLabel, () => string>> = {
  mobile: m.label_mobile,
  work: m.label_work,
  home: m.label_home,
  main: m.label_main,
  other: m.label_other,
};

/** A label of a number in words: ours translated, anybody's own as it is. */
export const labelWords = (label: string): string => (isKnownLabel(label) ? labels[label]() : label);

/** Why something of a file was not read. */
export const badWords: Readonly<Record<BadReason, () => string>> = {
  number: m.bad_number,
  'too-many-numbers': m.bad_too_many_numbers,
  'no-name': m.bad_no_name,
  'not-ended': m.bad_not_ended,
  unreadable: m.bad_unreadable,
  'no-columns': m.bad_no_columns,
};

const leftOut: Readonly<Record<LeftOutKind, () => string>> = {
  photos: m.left_photos,
  emails: m.left_emails,
  addresses: m.left_addresses,
  notes: m.left_notes,
  dates: m.left_dates,
  links: m.left_links,
  titles: m.left_titles,
  groups: m.left_groups,
  chats: m.left_chats,
  extensions: m.left_extensions,
  'other names': m.left_other_names,
  organizations: m.left_organizations,
  labels: m.left_labels,
  shortened: m.left_shortened,
};
const isKind = (what: string): what is LeftOutKind => Object.hasOwn(leftOut, what);

/** What a file has and we do not keep: in our words, or as the file calls it. */
export const leftOutWords = (what: string): string => (isKind(what) ? leftOut[what]() : what);
