import type { Contact } from '../../../worker/protocol.ts';

/** What one request may carry: as many as the Worker takes, and well under the largest body it reads. */
const MOST = 100;
const MOST_BYTES = 48 * 1024;

/** Contacts cut into requests, in order. One contact is never larger than a request. */
export function batchesOf(contacts: readonly Contact[]): Contact[][] {
  const batches: Contact[][] = [];
  const encoder = new TextEncoder();
  let size = Infinity;
  for (const contact of contacts) {
    const bytes = encoder.encode(JSON.stringify(contact)).length + 1;
    if (size + bytes > MOST_BYTES || (batches.at(-1)?.length ?? MOST) >= MOST) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(contact);
    size += bytes;
  }
  return batches;
}
