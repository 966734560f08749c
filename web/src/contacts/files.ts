/** Reading and writing files of contacts: a chunk of its own, fetched when somebody does. */
export { textOf } from './file-text.ts';
export { readContacts, type Reading } from './read-contacts.ts';
export { browserTurns, inSlices } from './slices.ts';
export { cardsOf, tableOf } from './write-contacts.ts';
