import { DurableObject } from 'cloudflare:workers';
import { conversation } from './conversation.ts';
import { route } from './dialplan.ts';
import type { CallEvent, Destination } from './history.ts';
import type { DialedCall, Exchange, RingCopy, SignedIn, SignInTry } from './ports.ts';
import type { Attempt, CallSid, Conversation, Device, Identity } from './protocol.ts';
import { migrate } from './schema.ts';
import {
  addAlias,
  callByAnyName,
  callBySid,
  liveConversations,
  newestCalls,
  record,
  settleOlderCalls,
} from './store/calls.ts';
import { addCode, spendCode } from './store/codes.ts';
import * as devices from './store/devices.ts';
import { ringToCopy, ringWasCopied } from './store/ring.ts';

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
      if (spent !== 'spent-now') return { device: null, problem: spent === 'unknown' ? 'wrong' : 'spent' };
      const previous =
        signIn.previousSessionHash && devices.deviceOfSession(this.#sql, signIn.previousSessionHash, signIn.now);
      if (previous) devices.cutOff(this.#sql, previous.id, signIn.now);
      const row = devices.addDevice(this.#sql, signIn.deviceId, signIn.label, signIn.sessionHash, signIn.now);
      return { device: devices.presentDevice(row, row.id), problem: null };
    });
  }

  async addCode(hash: string, expiresAt: number, now: number): Promise<void> {
    addCode(this.#sql, hash, expiresAt, now);
  }

  async deviceOfSession(sessionHash: string, now: number): Promise<Device | null> {
    const row = devices.deviceOfSession(this.#sql, sessionHash, now);
    return row && devices.presentDevice(row, row.id);
  }

  async registerIdentity(id: string, label: string, identity: Identity): Promise<Device | null> {
    const row = devices.giveIdentity(this.#sql, id, label, identity);
    return row && devices.presentDevice(row, id);
  }

  async devices(thisId: string, now: number): Promise<Device[]> {
    return devices.activeDevices(this.#sql, now).map((row) => devices.presentDevice(row, thisId));
  }

  async cutOff(id: string, now: number): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => devices.cutOff(this.#sql, id, now));
  }

  async ringToCopy(line: string, now: number): Promise<RingCopy | null> {
    return ringToCopy(this.#sql, line, devices.ringSet(this.#sql, now));
  }

  async ringWasCopied(line: string, version: number): Promise<void> {
    ringWasCopied(this.#sql, line, version);
  }

  async dial(call: DialedCall): Promise<Destination | null> {
    return this.ctx.storage.transactionSync(() => {
      const { callSid, attempt, from, now } = call;
      const known = callBySid(this.#sql, callSid)?.destination;
      if (known) return known;
      if (Date.now() >= call.deadline) return null;
      settleOlderCalls(this.#sql, from, now);
      const destination = route(call.dialed, from, call.line, {
        activeIdentities: new Set(devices.ringSet(this.#sql, now)),
        liveConversations: liveConversations(this.#sql, callSid, now),
      });
      if (attempt) addAlias(this.#sql, attempt, callSid);
      record(this.#sql, { type: 'dialed', callSid, at: now, from, destination });
      return destination;
    });
  }

  async receive(call: Parameters<Exchange['receive']>[0]): Promise<Identity[]> {
    const { callSid, from, to, now } = call;
    this.ctx.storage.transactionSync(() => record(this.#sql, { type: 'received', callSid, at: now, from, to }));
    return devices.activeDevices(this.#sql, now).flatMap(({ identity }) => identity ?? []);
  }

  async record(event: CallEvent): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => record(this.#sql, event));
  }

  async calls(viewer: Identity | null, now: number): Promise<Conversation[]> {
    const labelOf = this.#labelOf();
    return newestCalls(this.#sql).flatMap((call) => conversation(call, { identity: viewer, labelOf }, now) ?? []);
  }

  async call(name: CallSid | Attempt, viewer: Identity | null, now: number): Promise<Conversation | null> {
    const call = callByAnyName(this.#sql, name);
    return call ? conversation(call, { identity: viewer, labelOf: this.#labelOf() }, now) : null;
  }

  #labelOf(): (identity: Identity) => string {
    const labels = devices.labelsByIdentity(this.#sql);
    return (identity) => labels.get(identity) ?? identity;
  }
}
