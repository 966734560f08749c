import { conversation } from '../conversation.ts';
import { legsOf } from '../legs.ts';
import type { CallsDesk, Reader } from '../ports/calls.ts';
import type {
  Attempt,
  CallDetail,
  Calls,
  CallsQuery,
  CallSid,
  Conversation,
  PersonId,
  Quality,
  Settings,
} from '../protocol.ts';
import { conversationByAnyName, conversationBySid } from '../store/conversations.ts';
import * as erasing from '../store/erasing.ts';
import { newestSeq } from '../store/ledger.ts';
import { keepNote } from '../store/notes.ts';
import { markSeen, pageOf, unreadOf } from '../store/pages.ts';
import { isOwner } from '../store/people.ts';
import { keepQuality, qualityOf } from '../store/quality.ts';
import { changeSettings, settings } from '../store/settings.ts';
import { ContactsDesk } from './contacts.ts';

/** History as people read it, write in it and erase it. */
export abstract class HistoryDesk extends ContactsDesk implements CallsDesk {
  async calls(query: CallsQuery, reader: Reader, now: number): Promise<Calls> {
    const viewer = this.viewer(reader);
    return {
      ...pageOf(this.sql, query, viewer, now),
      seq: newestSeq(this.sql),
      unread: unreadOf(this.sql, viewer, now),
    };
  }

  async call(name: CallSid | Attempt, reader: Reader, now: number): Promise<Conversation | null> {
    const kept = conversationByAnyName(this.sql, name);
    return kept ? conversation(kept, this.viewer(reader), now) : null;
  }

  async detail(callSid: CallSid, reader: Reader, now: number): Promise<CallDetail | null> {
    const kept = conversationBySid(this.sql, callSid);
    const viewer = this.viewer(reader);
    const call = kept && conversation(kept, viewer, now);
    return call ? { call, legs: legsOf(kept.record, viewer), quality: qualityOf(this.sql, kept.place) } : null;
  }

  async keepNote(callSid: CallSid, note: string, reader: Reader, now: number): Promise<boolean> {
    return this.change(() => keepNote(this.sql, callSid, note, this.viewer(reader), now));
  }

  async keepQuality(name: CallSid | Attempt, quality: Quality, reader: Reader, now: number): Promise<boolean> {
    return this.change(() => keepQuality(this.sql, name, quality, this.viewer(reader), now));
  }

  async markSeen(upTo: number, reader: Reader, now: number): Promise<void> {
    this.change(() => markSeen(this.sql, this.viewer(reader), upTo, now));
  }

  async eraseCall(
    callSid: CallSid,
    reader: Reader,
    now: number,
  ): Promise<'erased' | 'going-on' | 'unknown' | 'forbidden'> {
    return this.change(() => erasing.eraseCall(this.sql, callSid, this.viewer(reader), now));
  }

  async eraseUpTo(upTo: number, reader: Reader, now: number): Promise<boolean> {
    return this.change(() => erasing.eraseUpTo(this.sql, upTo, this.viewer(reader), now));
  }

  async settings(): Promise<Settings> {
    return settings(this.sql);
  }

  async changeSettings(wanted: Settings, by: PersonId, now: number): Promise<boolean> {
    if (!isOwner(this.sql, by)) return false;
    this.change(() => changeSettings(this.sql, wanted, now));
    return true;
  }
}
