import * as v from 'valibot';
import { E164, Time } from './ids.ts';

const text = (maxLength: number) => v.pipe(v.string(), v.trim(), v.maxLength(maxLength));

/** A number of a contact. `label` is the person's word; `mobile`, `work`, `home`, `main` and `other` are translated on screen. */
export const ContactNumber = v.strictObject({ label: text(40), number: E164 });
export type ContactNumber = v.InferOutput<typeof ContactNumber>;

/** Somebody we know. Shared by all of us. The browser makes the id. */
export const Contact = v.strictObject({
  id: v.pipe(v.string(), v.uuid()),
  name: v.pipe(text(120), v.minLength(1)),
  organization: text(120),
  isFavourite: v.boolean(),
  numbers: v.pipe(v.array(ContactNumber), v.maxLength(20)),
});
export type Contact = v.InferOutput<typeof Contact>;

/** `GET /api/contacts?since=`: what changed after the sequence number `since`; everything without one, and then `isWhole`. */
export const Contacts = v.object({
  contacts: v.array(Contact),
  erased: v.array(v.string()),
  isWhole: v.boolean(),
  seq: v.number(),
});
export type Contacts = v.InferOutput<typeof Contacts>;

/** `POST /api/contacts`: writes up to 100 at once, each whole; the same id again replaces, unless it was erased. */
export const ContactBatch = v.strictObject({ contacts: v.pipe(v.array(Contact), v.maxLength(100)) });

/** `GET /api/blocked`; `PUT` and `DELETE /api/blocked/:number`: numbers that are turned away before anything rings. */
export const Blocked = v.object({ numbers: v.array(v.object({ number: E164, blockedAt: Time })) });
export type Blocked = v.InferOutput<typeof Blocked>;
