import { conversation, type Viewer } from '../conversation.ts';
import { unhandledConversations } from './conversations.ts';

/** A badge says no more than this. */
const MOST_UNREAD = 100;

/** How many missed calls this person has not seen and nobody called back: at most 100. */
export function unreadOf(sql: SqlStorage, viewer: Viewer, now: number): number {
  const unhandled = unhandledConversations(sql, viewer.seenUpTo, MOST_UNREAD);
  return unhandled.filter((kept) => conversation(kept, viewer, now)?.isUnread).length;
}
