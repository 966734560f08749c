/**
 * KV: a copy of who rings, for when the object cannot be asked.
 *
 * | key           | value                                  | written                           |
 * | ------------- | -------------------------------------- | --------------------------------- |
 * | `ring:<E164>` | JSON array of identities, newest first | when the line's ring set changed  |
 */
import * as v from 'valibot';
import { log, messageOf } from './log.ts';
import type { KeyValue, Ports } from './ports.ts';
import { type E164, Identity } from './protocol.ts';

const Ring = v.pipe(v.string(), v.parseJson(), v.array(Identity));

/** Identities of the line's devices, as last copied. Nobody when nothing was. */
export async function readRing(directory: KeyValue, line: E164): Promise<Identity[]> {
  const stored = await directory.get(`ring:${line}`);
  return stored === null ? [] : v.parse(Ring, stored);
}

/** Copies the line's ring set unless KV has it. A failure, or two copies at once, is mended by the next call of this. */
export async function copyRing({ directory, exchange }: Ports, line: E164): Promise<void> {
  try {
    const copy = await exchange.ringToCopy(line, Date.now());
    if (!copy) return;
    await directory.put(`ring:${line}`, JSON.stringify(copy.ring));
    await exchange.ringWasCopied(line, copy.version);
  } catch (error) {
    log.warn('ring-copy-failed', { error: messageOf(error) });
  }
}
