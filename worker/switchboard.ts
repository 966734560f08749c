import { DurableObject } from 'cloudflare:workers';
import { Alarms } from './alarms.ts';
import { configOf } from './config.ts';
import { conversation } from './conversation.ts';
import type { CallEvent } from './history.ts';
import { Listeners } from './listeners.ts';
import type {
  AfterDial,
  Answering,
  DialDecision,
  DialedCall,
  DialEnd,
  Exchange,
  Reader,
  Received,
  ReceivedCall,
  RingCopy,
  SignedIn,
  SignInCode,
  SignInTry,
} from './ports.ts';
import type {
  Attempt,
  Blocked,
  Calls,
  CallSid,
  Contact,
  Contacts,
  Conversation,
  Device,
  E164,
  Identity,
  Person,
  PersonId,
} from './protocol.ts';
import { repair } from './repair.ts';
import { migrate } from './schema.ts';
import { askForGrant, decline, releaseGrant } from './store/answering.ts';
import * as blocked from './store/blocked.ts';
import * as calling from './store/calling.ts';
import { addCode, spendCode, spendCodesOf } from './store/codes.ts';
import * as contacts from './store/contacts.ts';
import { conversationByAnyName, newestConversations, record } from './store/conversations.ts';
import * as devices from './store/devices.ts';
import { append, newestSeq } from './store/ledger.ts';
import { lineLabels, nameLine } from './store/lines.ts';
import * as people from './store/people.ts';
import { ledgerRetention } from './store/retention.ts';
import { ringToCopy, ringWasCopied } from './store/ring.ts';

const PAGE = 100;

/** The one object of a deployment: stores, folds, decides. What its methods promise is said in `ports.ts`. */
export class Switchboard extends DurableObject implements Exchange {
  readonly #sql: SqlStorage;
  readonly #listeners: Listeners;
  readonly #alarms: Alarms;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    migrate(ctx.storage);
    this.#listeners = new Listeners(ctx);
    const account = () => {
      const { config } = configOf(env);
      return config && { ...config, api: config.endpoints.api };
    };
    this.#alarms = new Alarms(ctx.storage, [repair(ctx.storage, account), ledgerRetention(this.#sql)]);
    // What was written before the object was made anew is told now.
    this.#publish();
  }

  override async alarm(): Promise<void> {
    await this.#alarms.ring(Date.now());
    this.#publish();
  }

  /** A device listens: answers a WebSocket. */
  override async fetch(request: Request): Promise<Response> {
    return this.#listeners.listen(request, Date.now());
  }

  override webSocketMessage(socket: WebSocket): void {
    this.#listeners.refuse(socket);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#listeners.leave(socket, Date.now());
  }

  override webSocketError(socket: WebSocket): void {
    this.#listeners.leave(socket, Date.now());
  }

  async signIn(signIn: SignInTry): Promise<SignedIn> {
    return this.#change(() => {
      const spent = spendCode(this.#sql, signIn.codeHash, signIn.ownerHash, signIn.now);
      if (spent.problem !== null) return { device: null, problem: spent.problem };
      const previous =
        signIn.previousSessionHash && devices.deviceOfSession(this.#sql, signIn.previousSessionHash, signIn.now);
      if (previous) devices.cutOff(this.#sql, previous.id, previous.person, signIn.now);
      if (spent.invites !== null) {
        people.addPerson(this.#sql, spent.person, spent.invites, signIn.now);
        append(this.#sql, { topic: 'people', subject: spent.person, at: signIn.now });
      }
      const { deviceId: id, label, sessionHash } = signIn;
      const row = devices.addDevice(this.#sql, { id, person: spent.person, label, sessionHash }, signIn.now);
      append(this.#sql, { topic: 'devices', subject: row.person, at: signIn.now });
      return { device: devices.presentDevice(row, row.id), problem: null };
    });
  }

  async addCode(code: SignInCode, by: PersonId): Promise<boolean> {
    if (code.invites !== null && !people.isOwner(this.#sql, by)) return false;
    addCode(this.#sql, code);
    return true;
  }

  async people(asking: PersonId, now: number): Promise<Person[]> {
    return people.everybody(this.#sql, { asking, awake: this.#listeners.awakePeople(now), now });
  }

  async rename(person: PersonId, name: string, now: number): Promise<void> {
    this.#change(() => {
      people.renamePerson(this.#sql, person, name);
      append(this.#sql, { topic: 'people', subject: person, at: now });
    });
  }

  async removePerson(id: PersonId, by: PersonId, now: number): Promise<'removed' | 'forbidden' | 'unknown'> {
    if (!people.isOwner(this.#sql, by) || people.isOwner(this.#sql, id)) return 'forbidden';
    return this.#change(() => {
      if (!people.removePerson(this.#sql, id, now)) return 'unknown';
      spendCodesOf(this.#sql, id, now);
      devices.cutOffAll(this.#sql, id, now);
      append(this.#sql, { topic: 'people', subject: id, at: now });
      return 'removed';
    });
  }

  async lineLabels(): Promise<Record<string, string>> {
    return lineLabels(this.#sql);
  }

  async nameLine(number: E164, label: string, now: number): Promise<void> {
    this.#change(() => {
      nameLine(this.#sql, number, label);
      append(this.#sql, { topic: 'lines', subject: number, at: now });
    });
  }

  async deviceOfSession(sessionHash: string, now: number): Promise<Device | null> {
    const row = devices.deviceOfSession(this.#sql, sessionHash, now);
    return row && devices.presentDevice(row, row.id);
  }

  async registerIdentity(id: string, label: string, identity: Identity): Promise<Device | null> {
    return this.#change(() => {
      const row = devices.giveIdentity(this.#sql, id, label, identity);
      if (row) append(this.#sql, { topic: 'devices', subject: row.person, at: Date.now() });
      return row && devices.presentDevice(row, id);
    });
  }

  async devices({ id, person }: Pick<Device, 'id' | 'person'>, now: number): Promise<Device[]> {
    const mine = devices.activeDevices(this.#sql, now).filter((row) => row.person === person);
    return mine.map((row) => devices.presentDevice(row, id));
  }

  async cutOff(id: string, person: PersonId, now: number): Promise<boolean> {
    return this.#change(() => {
      const isCutOff = devices.cutOff(this.#sql, id, person, now);
      if (isCutOff) append(this.#sql, { topic: 'devices', at: now });
      return isCutOff;
    });
  }

  async ringToCopy(now: number): Promise<RingCopy | null> {
    return ringToCopy(this.#sql, devices.ringSet(this.#sql, now));
  }

  async ringWasCopied(version: number): Promise<void> {
    ringWasCopied(this.#sql, version);
  }

  async dial(call: DialedCall): Promise<DialDecision | null> {
    return this.#change(() => calling.dial(this.#sql, call));
  }

  async receive(call: ReceivedCall): Promise<Received> {
    return this.#change(() => calling.receive(this.#sql, call, this.#listeners.awakeIdentities(call.now)));
  }

  async dialEnded(ended: DialEnd): Promise<AfterDial | null> {
    return this.#change(() => calling.dialEnded(this.#sql, ended));
  }

  async askToAnswer(name: CallSid, reader: Answering, now: number): Promise<{ winner: string | null } | null> {
    const viewer = { ...this.#viewer(reader), identity: reader.identity };
    return this.#change(() => askForGrant(this.#sql, name, viewer, now));
  }

  async releaseAnswer(name: CallSid, { identity }: Answering): Promise<void> {
    this.#change(() => {
      releaseGrant(this.#sql, name, identity);
    });
  }

  async decline(name: CallSid, reader: Reader, now: number): Promise<CallSid[] | null> {
    return this.#change(() => decline(this.#sql, name, this.#viewer(reader), now));
  }

  async record(event: CallEvent): Promise<boolean> {
    return this.#change(() => record(this.#sql, event));
  }

  async calls(reader: Reader, now: number): Promise<Calls> {
    const viewer = this.#viewer(reader);
    const calls = newestConversations(this.#sql, PAGE).flatMap((kept) => conversation(kept, viewer, now) ?? []);
    return { calls, next: null, seq: newestSeq(this.#sql), unread: calls.filter(({ isUnread }) => isUnread).length };
  }

  async call(name: CallSid | Attempt, reader: Reader, now: number): Promise<Conversation | null> {
    const kept = conversationByAnyName(this.#sql, name);
    return kept ? conversation(kept, this.#viewer(reader), now) : null;
  }

  #viewer({ person, identity }: Reader) {
    return people.viewerOf(this.#sql, person, identity);
  }

  /** The one door of every change: all of it or nothing is stored, what follows from it is done in time, and whoever listens is told. */
  #change<T>(work: () => T): T {
    const result = this.ctx.storage.transactionSync(work);
    this.#alarms.schedule(Date.now());
    this.#publish();
    return result;
  }

  /** Tells the open sockets what they have not heard yet. */
  #publish(): void {
    this.#listeners.tell(Date.now());
  }

  async contacts(since: number | null): Promise<Contacts> {
    return contacts.contactsSince(this.#sql, since);
  }

  async saveContacts(some: readonly Contact[], now: number): Promise<boolean> {
    return this.#change(() => contacts.saveContacts(this.#sql, some, now));
  }

  async eraseContact(id: string, now: number): Promise<boolean> {
    return this.#change(() => contacts.eraseContact(this.#sql, id, now));
  }

  async blocked(): Promise<Blocked> {
    return blocked.blockedNumbers(this.#sql);
  }

  async block(number: E164, now: number): Promise<boolean> {
    return this.#change(() => blocked.block(this.#sql, number, now));
  }

  async unblock(number: E164, now: number): Promise<void> {
    this.#change(() => blocked.unblock(this.#sql, number, now));
  }
}
