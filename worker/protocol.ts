/**
 * Everything that crosses between the Worker and the browser: schemas, and the types inferred from them.
 * Both ends parse on arrival. Times are ISO 8601 in UTC; durations carry their unit in the name.
 */
export * from './protocol/calls.ts';
export * from './protocol/contacts.ts';
export * from './protocol/ids.ts';
export * from './protocol/live.ts';
export * from './protocol/people.ts';
export * from './protocol/phone.ts';
export * from './protocol/quality.ts';
export * from './protocol/recordings.ts';
export * from './protocol/steering.ts';
