import { DurableObject } from 'cloudflare:workers';
import { Alarms } from './alarms.ts';
import { configOf, restAccessOf } from './config.ts';
import { conversation } from './conversation.ts';
import { roundsOf, route } from './dialplan.ts';
import { type CallEvent, type Destination, isStale } from './history.ts';
import type { DialedCall, Exchange, Reader, ReceivedCall, RingCopy, RingPlan, SignedIn, SignInTry } from './ports.ts';
import type { Attempt, Calls, CallSid, Conversation, Device, Identity, PersonId } from './protocol.ts';
import { repair } from './repair.ts';
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
import { ledgerRetention } from './store/retention.ts';
import { ringToCopy, ringWasCopied } from './store/ring.ts';

const PAGE = 100;

/** The one object of a deployment: stores, folds, decides. What its methods promise is said in `ports.ts`. */
export class Switchboard extends DurableObject implements Exchange {
  readonly #sql: SqlStorage;
  readonly #alarms: Alarms;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    migrate(ctx.storage);
    this.#alarms = new Alarms(ctx.storage, [
      repair(ctx.storage, () => restAccessOf(configOf(env).config)),
      ledgerRetention(ctx.storage.sql),
    ]);
  }

  override async alarm(): Promise<void> {
    await this.#alarms.ring(Date.now());
  }

  /** Changes what is stored, whole or not at all, and sees to it that what follows from it is done in time. */
  #write<T>(change: () => T): T {
    const result = this.ctx.storage.transactionSync(change);
    this.#alarms.schedule(Date.now());
    return result;
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
    return this.#write(() => {
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

  async receive({ now, ...call }: ReceivedCall): Promise<RingPlan> {
    return this.#write(() => {
      const known = conversationBySid(this.#sql, call.callSid)?.record;
      if (known?.isReceived) return { rounds: known.rounds };
      const rounds = roundsOf(devices.activeDevices(this.#sql, now).flatMap(({ identity }) => identity ?? []));
      record(this.#sql, { type: 'received', at: now, ...call, rounds });
      return { rounds };
    });
  }

  async dialEnded(ended: Parameters<Exchange['dialEnded']>[0]): Promise<Identity[] | null> {
    return this.#write(() => {
      const known = conversationBySid(this.#sql, ended.callSid)?.record;
      if (isStale(known, ended)) return null;
      record(this.#sql, ended);
      return known?.rounds[ended.round + 1] ?? [];
    });
  }

  async record(event: CallEvent): Promise<boolean> {
    return this.#write(() => record(this.#sql, event));
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
