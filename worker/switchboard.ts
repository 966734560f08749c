import { DurableObject } from 'cloudflare:workers';
import { conversation } from './conversation.ts';
import { route } from './dialplan.ts';
import type { CallEvent, Destination } from './history.ts';
import type { DialedCall, Exchange, Reader, RingCopy, SignedIn, SignInTry } from './ports.ts';
import type { Attempt, Calls, CallSid, Conversation, Device, Identity, PersonId } from './protocol.ts';
import { migrate } from './schema.ts';
import { addCode, spendCode } from './store/codes.ts';
import {
  conversationByAnyName,
  conversationBySid,
  liveConversations,
  newestConversations,
  record,
  settleOlderCalls,
} from './store/conversations.ts';
import * as devices from './store/devices.ts';
import { newestSeq } from './store/ledger.ts';
import { identitiesOf, viewerOf } from './store/people.ts';
import { ringToCopy, ringWasCopied } from './store/ring.ts';

const PAGE = 100;

/** The one object of a deployment: stores, folds, decides. What its methods promise is said in `ports.ts`. */
export class Switchboard extends DurableObject implements Exchange {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    migrate(ctx.storage);
  }

  async signIn(signIn: SignInTry): Promise<SignedIn> {
    return this.ctx.storage.transactionSync(() => {
      const spent = spendCode(this.#sql, signIn.codeHash, signIn.ownerHash, signIn.now);
      if (spent.problem !== null) return { device: null, problem: spent.problem };
      const previous =
        signIn.previousSessionHash && devices.deviceOfSession(this.#sql, signIn.previousSessionHash, signIn.now);
      if (previous) devices.cutOff(this.#sql, previous.id, previous.person, signIn.now);
      const { deviceId: id, label, sessionHash } = signIn;
      const row = devices.addDevice(this.#sql, { id, person: spent.person, label, sessionHash }, signIn.now);
      return { device: devices.presentDevice(row, row.id), problem: null };
    });
  }

  async addCode(hash: string, person: PersonId, expiresAt: number, now: number): Promise<void> {
    addCode(this.#sql, hash, person, expiresAt, now);
  }

  async deviceOfSession(sessionHash: string, now: number): Promise<Device | null> {
    const row = devices.deviceOfSession(this.#sql, sessionHash, now);
    return row && devices.presentDevice(row, row.id);
  }

  async registerIdentity(id: string, label: string, identity: Identity): Promise<Device | null> {
    const row = devices.giveIdentity(this.#sql, id, label, identity);
    return row && devices.presentDevice(row, id);
  }

  async devices({ id, person }: Pick<Device, 'id' | 'person'>, now: number): Promise<Device[]> {
    const mine = devices.activeDevices(this.#sql, now).filter((row) => row.person === person);
    return mine.map((row) => devices.presentDevice(row, id));
  }

  async cutOff(id: string, person: PersonId, now: number): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => devices.cutOff(this.#sql, id, person, now));
  }

  async ringToCopy(now: number): Promise<RingCopy | null> {
    return ringToCopy(this.#sql, devices.ringSet(this.#sql, now));
  }

  async ringWasCopied(version: number): Promise<void> {
    ringWasCopied(this.#sql, version);
  }

  async dial(call: DialedCall): Promise<Destination | null> {
    return this.ctx.storage.transactionSync(() => {
      const { callSid, attempt, from, now } = call;
      const known = conversationBySid(this.#sql, callSid)?.record.destination;
      if (known) return known;
      if (Date.now() >= call.deadline) return null;
      settleOlderCalls(this.#sql, from, now);
      const ring = devices.ringSet(this.#sql, now);
      const destination = route(call.dialed, from, call.line, {
        activeIdentities: new Set(ring),
        identitiesOf: (person) => identitiesOf(this.#sql, person, ring),
        liveConversations: liveConversations(this.#sql, callSid, now),
      });
      record(this.#sql, { type: 'dialed', callSid, at: now, from, attempt, line: call.line.number, destination });
      return destination;
    });
  }

  async receive(call: Parameters<Exchange['receive']>[0]): Promise<Identity[]> {
    const { now, ...facts } = call;
    this.ctx.storage.transactionSync(() => record(this.#sql, { type: 'received', at: now, ...facts }));
    return devices.activeDevices(this.#sql, now).flatMap(({ identity }) => identity ?? []);
  }

  async record(event: CallEvent): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => record(this.#sql, event));
  }

  async calls(reader: Reader, now: number): Promise<Calls> {
    const viewer = viewerOf(this.#sql, reader.person, reader.identity);
    const calls = newestConversations(this.#sql, PAGE).flatMap((kept) => conversation(kept, viewer, now) ?? []);
    return { calls, next: null, seq: newestSeq(this.#sql), unread: calls.filter(({ isUnread }) => isUnread).length };
  }

  async call(name: CallSid | Attempt, reader: Reader, now: number): Promise<Conversation | null> {
    const kept = conversationByAnyName(this.#sql, name);
    return kept ? conversation(kept, viewerOf(this.#sql, reader.person, reader.identity), now) : null;
  }
}
