import { m } from '../../paraglide/messages.js';
import type { BlockReason } from '../../../../worker/protocol.ts';

/** Why a number was not dialled, in words. */
export const blockWords: Readonly<Record<BlockReason, () => string>> = {
  empty: m.block_empty,
  unreadable: m.block_unreadable,
  emergency: m.block_emergency,
  short: m.block_short,
  premium: m.block_premium,
  satellite: m.block_satellite,
  country: m.block_country,
  'own-number': m.block_own_number,
  'too-many-calls': m.block_too_many_calls,
  'unknown-device': m.block_unknown_device,
  'signed-out': m.block_signed_out,
  'blocked-number': m.block_blocked_number,
};
