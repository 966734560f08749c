import type { Conversation } from '../../../worker/protocol.ts';
import type { CallHealth } from '../call/call-monitor.ts';
import type { Names } from '../call/ports.ts';

/** What the telephone proper and the later screens have of each other; each comes when its code does. */
export interface Ties {
  /** From the screens: how we call the other end. */
  names?: Names;
  /** From the screens: takes how the call goes. */
  tellHealth?: (health: CallHealth | null) => void;
  /** From the telephone: takes what the Worker tells of calls. */
  hear?: (calls: readonly Conversation[]) => void;
}
