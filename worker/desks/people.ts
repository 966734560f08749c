import type { Exchange, LineChoices, RingCopy, SignedIn, SignInCode, SignInTry } from '../ports.ts';
import type { Device, E164, Identity, LineChange, Person, PersonId } from '../protocol.ts';
import { addCode, spendCode, spendCodesOf } from '../store/codes.ts';
import * as devices from '../store/devices.ts';
import { append } from '../store/ledger.ts';
import { changeLine, lineChoices } from '../store/lines.ts';
import * as people from '../store/people.ts';
import { ringToCopy, ringWasCopied } from '../store/ring.ts';
import { Desk } from './desk.ts';

type Promised = Pick<
  Exchange,
  | 'signIn'
  | 'addCode'
  | 'people'
  | 'rename'
  | 'removePerson'
  | 'lineChoices'
  | 'changeLine'
  | 'deviceOfSession'
  | 'registerIdentity'
  | 'devices'
  | 'cutOff'
  | 'ringToCopy'
  | 'ringWasCopied'
>;

/** Who may speak, and by which devices. */
export abstract class PeopleDesk extends Desk implements Promised {
  async signIn(signIn: SignInTry): Promise<SignedIn> {
    return this.change(() => {
      const spent = spendCode(this.sql, signIn.codeHash, signIn.ownerHash, signIn.now);
      if (spent.problem !== null) return { device: null, problem: spent.problem };
      const previous =
        signIn.previousSessionHash && devices.deviceOfSession(this.sql, signIn.previousSessionHash, signIn.now);
      if (previous) devices.cutOff(this.sql, previous.id, previous.person, signIn.now);
      if (spent.invites !== null) {
        people.addPerson(this.sql, spent.person, spent.invites, signIn.now);
        append(this.sql, { topic: 'people', subject: spent.person, at: signIn.now });
      }
      const { deviceId: id, label, sessionHash } = signIn;
      const row = devices.addDevice(this.sql, { id, person: spent.person, label, sessionHash }, signIn.now);
      append(this.sql, { topic: 'devices', subject: row.person, at: signIn.now });
      return { device: devices.presentDevice(row, row.id), problem: null };
    });
  }

  async addCode(code: SignInCode, by: PersonId): Promise<'added' | 'forbidden' | 'unknown'> {
    if (code.person !== by && !people.isOwner(this.sql, by)) return 'forbidden';
    if (code.invites === null && !people.isHere(this.sql, code.person)) return 'unknown';
    addCode(this.sql, code);
    return 'added';
  }

  async people(asking: PersonId, now: number): Promise<Person[]> {
    // A device that went silent wakes nobody: it is noticed when somebody looks.
    this.listeners.tell(now);
    return people.everybody(this.sql, { asking, awake: this.listeners.awakePeople(now), now });
  }

  async rename(person: PersonId, name: string, now: number): Promise<void> {
    this.change(() => {
      people.renamePerson(this.sql, person, name);
      append(this.sql, { topic: 'people', subject: person, at: now });
    });
  }

  async removePerson(id: PersonId, by: PersonId, now: number): Promise<'removed' | 'forbidden' | 'unknown'> {
    if (!people.isOwner(this.sql, by) || people.isOwner(this.sql, id)) return 'forbidden';
    return this.change(() => {
      if (!people.removePerson(this.sql, id, now)) return 'unknown';
      spendCodesOf(this.sql, id, now);
      devices.cutOffAll(this.sql, id, now);
      append(this.sql, { topic: 'people', subject: id, at: now });
      return 'removed';
    });
  }

  async lineChoices(): Promise<Record<string, LineChoices>> {
    return lineChoices(this.sql);
  }

  async changeLine(number: E164, wanted: LineChange, by: PersonId, now: number): Promise<boolean> {
    if (wanted.recording !== undefined && !people.isOwner(this.sql, by)) return false;
    this.change(() => {
      changeLine(this.sql, number, wanted);
      append(this.sql, { topic: 'lines', subject: number, at: now });
    });
    return true;
  }

  async deviceOfSession(sessionHash: string, now: number): Promise<Device | null> {
    const row = devices.deviceOfSession(this.sql, sessionHash, now);
    return row && devices.presentDevice(row, row.id);
  }

  async registerIdentity(id: string, label: string, identity: Identity): Promise<Device | null> {
    return this.change(() => {
      const row = devices.giveIdentity(this.sql, id, label, identity);
      if (row) append(this.sql, { topic: 'devices', subject: row.person, at: Date.now() });
      return row && devices.presentDevice(row, id);
    });
  }

  async devices({ id, person }: Pick<Device, 'id' | 'person'>, now: number): Promise<Device[]> {
    const mine = devices.activeDevices(this.sql, now).filter((row) => row.person === person);
    return mine.map((row) => devices.presentDevice(row, id));
  }

  async cutOff(id: string, person: PersonId, now: number): Promise<boolean> {
    return this.change(() => {
      const isCutOff = devices.cutOff(this.sql, id, person, now);
      if (isCutOff) append(this.sql, { topic: 'devices', subject: person, at: now });
      return isCutOff;
    });
  }

  async ringToCopy(now: number, isMissing: boolean): Promise<RingCopy | null> {
    return ringToCopy(this.sql, devices.ringSet(this.sql, now), isMissing);
  }

  async ringWasCopied(version: number): Promise<void> {
    ringWasCopied(this.sql, version);
  }
}
