/**
 * KV: a copy of who rings, for when the object cannot be asked. Everybody is in the ring group of every line.
 *
 * | key    | value                                  | written                   |
 * | ------ | -------------------------------------- | ------------------------- |
 * | `ring` | JSON array of identities, newest first | when the ring set changed, or a call found none |
 */
import * as v from 'valibot';
import { log, messageOf } from './log.ts';
import type { KeyValue, Ports } from './ports.ts';
import { Identity } from './protocol.ts';

const Ring = v.pipe(v.string(), v.parseJson(), v.array(Identity));
const KEY = 'ring';

/** Identities of our devices, as last copied. Nobody when nothing was. */
export async function readRing(directory: KeyValue): Promise<Identity[]> {
  const stored = await directory.get(KEY);
  return stored === null ? [] : v.parse(Ring, stored);
}

/**
 * Copies the ring set unless KV has it; `isMissing`: it was looked for there and not found. A failure, or two copies at once, is
 * mended by the next call of this.
 */
export async function copyRing({ directory, exchange }: Ports, isMissing = false): Promise<void> {
  try {
    const copy = await exchange.ringToCopy(Date.now(), isMissing);
    if (!copy) return;
    await directory.put(KEY, JSON.stringify(copy.ring));
    await exchange.ringWasCopied(copy.version);
  } catch (error) {
    log.warn('ring-copy-failed', { error: messageOf(error) });
  }
}
