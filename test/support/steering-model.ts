import * as v from 'valibot';
import type { CallStatus, DialStatus } from '../../worker/history.ts';
import { CallSid, type Identity } from '../../worker/protocol.ts';
import type { Command, Instruction, Step } from '../../worker/steering/commands.ts';
import { afterDial, afterLeg, afterRoom, type Moment } from '../../worker/steering/heard.ts';
import { hangUp } from '../../worker/steering/intents.ts';
import { afterNotice, afterRecording, settled } from '../../worker/steering/recording.ts';
import type { Steering } from '../../worker/steering/steering.ts';
import { notDone } from '../../worker/steering/undo.ts';
import { watch } from '../../worker/steering/watch.ts';
import { answered, DEVICES, type Dial, type Happening, type Leg, PHONE, ringing, ROOM } from './steering-legs.ts';
import { untrueOf } from './steering-untrue.ts';
import { EmulatedRecordings } from './steering-recordings.ts';

/** What Twilio does to the legs of one call, by its documentation: enough to ask `steering/` everything it can be asked. */
export class EmulatedRoom {
  steering: Steering;
  /** How many of the next orders are answered with an error. */
  refuses = 0;
  /** Whether what changes a room is done all the same. */
  isDoneAllTheSame = false;
  /** What was to put things right again was refused as well. */
  isUnmended = false;
  /** How often devices of ours were rung. */
  rings = 0;
  /** The far party was told to go while we talked to them, and nobody had hung up. */
  isFarDropped = false;
  readonly far: CallSid;
  readonly #legs = new Map<CallSid, Leg>();
  readonly recordings = new EmulatedRecordings(this.#legs, (change) => {
    this.#told.push(() => this.#apply(afterRecording(this.steering, change)));
  });
  readonly #hungUp = new Set<CallSid>();
  #told: (() => void)[] = [];
  #now = 1_000_000;
  #events = 0;
  /** The generation that the room of the moment is of. */
  #roomOf = 0;

  constructor(isInbound: boolean) {
    const [root, child] = [this.#leg(isInbound ? null : PHONE, 0), this.#leg(isInbound ? PHONE : null, 0)];
    const [far, ours] = isInbound ? [root, child] : [child, root];
    const dial = { generation: 0, parent: root.sid, children: [child.sid], isJoined: true };
    for (const leg of [root, child]) Object.assign(leg, { state: 'up', dial });
    this.far = far.sid;
    this.steering = answered(root.sid, far.sid, ours.sid, this.#now + 14_400_000);
  }

  ask(intent: (steering: Steering, at: number) => Step | null): void {
    const isOurs = this.steering.ours !== null || this.steering.task !== null;
    const step = isOurs ? intent(this.steering, this.#now) : null;
    if (step) this.#apply(step);
  }

  /** The next few things that Twilio has to tell arrive. */
  workOff(count: number): void {
    for (const tell of this.#told.splice(0, count)) tell();
  }

  happens(what: Happening): void {
    const rung = this.#all.find(({ state }) => state === 'ringing');
    const ours = this.#all.find(({ state, identity }) => state === 'up' && identity !== null);
    switch (what) {
      case 'answers':
        return rung && this.#answer(rung);
      case 'is busy':
        return rung && this.#end(rung.sid, 'busy');
      case 'far hangs up':
      case 'ours is lost':
        return this.#end(what === 'far hangs up' ? this.far : ours?.sid);
      case 'ours hangs up': {
        if (!ours) return;
        this.#hungUp.add(ours.sid);
        this.#apply(hangUp(this.steering, ours.identity ?? PHONE));
        return this.#end(ours.sid);
      }
      case 'time passes': {
        this.#now += 6000;
        const step = watch(this.steering, this.#moment());
        if (step) this.#apply(step);
      }
    }
  }

  /** Until nothing more happens by itself: what rings is not answered. */
  settle(): void {
    for (let round = 0; round < 30; round++) {
      this.workOff(Infinity);
      const rung = this.#all.filter(({ state }) => state === 'ringing');
      for (const { sid } of rung) this.#end(sid, 'no-answer');
      this.happens('time passes');
    }
  }

  /** Whoever is alone in the room. */
  alone(): CallSid[] {
    const present = this.#present.map(({ sid }) => sid);
    return present.length === 1 ? present : [];
  }

  /** What is not so of what the screen shows, once Twilio has told everything. */
  untrue(): string[] {
    return this.#told.length > 0 ? [] : untrueOf(this.steering, this.#all, this.isUnmended);
  }

  get #all(): Leg[] {
    return [...this.#legs.values()];
  }
  get #present(): Leg[] {
    return this.#all.filter(({ isInRoom }) => isInRoom);
  }

  #leg(identity: Identity | null, generation: number, isGuest = false): Leg {
    const sid = v.parse(CallSid, `CA${(this.#legs.size + 1).toString(16).padStart(32, '0')}`);
    const leg = ringing(sid, identity, generation, isGuest);
    this.#legs.set(sid, leg);
    return leg;
  }

  #moment(): Moment {
    return { at: this.#now, devicesOf: () => DEVICES, isHungUp: (leg) => this.#hungUp.has(leg) };
  }

  /** What is to put things right is tried once. */
  #apply(step: Step, isMending = false): void {
    const { steering, commands } = settled(step);
    this.steering = steering;
    for (const command of commands) {
      const isRefused = this.refuses > 0;
      if (isRefused) this.refuses--;
      const isTried = !isRefused || (this.isDoneAllTheSame && 'room' in command && command.do !== 'announce');
      if ((isTried && this.#obey(command) && !isRefused) || command.do === 'hang-up' || command.do === 'end-room')
        continue;
      if (isMending) this.isUnmended ||= isRefused;
      else this.#apply(notDone(this.steering, 'hold', command), true);
      return;
    }
  }

  /** False when Twilio answers that it cannot. */
  #obey(command: Command): boolean {
    switch (command.do) {
      case 'redirect': {
        const leg = this.#legs.get(command.leg);
        if (leg?.state !== 'up') return false;
        this.#leave(leg);
        this.#run(leg, command.to);
        return true;
      }
      case 'hold':
      case 'keep-room': {
        const leg = this.#legs.get(command.leg);
        if (!leg?.isInRoom) return false;
        if (command.do === 'keep-room') leg.endsRoom = command.endsRoom;
        else leg.isHeld = command.isHeld;
        return true;
      }
      case 'invite': {
        if (this.#present.length === 0) return false;
        this.#tellLeg(this.#leg(null, command.generation, true), 'ringing');
        return true;
      }
      case 'hang-up':
        this.#end(command.leg);
        return true;
      case 'end-room':
        this.#endRoom();
        return true;
      case 'announce':
        return this.#announce(command.since);
      default:
        return this.recordings.obey(command);
    }
  }

  #announce(since: number): boolean {
    const hear = this.#present;
    this.#told.push(() => {
      for (const leg of hear) leg.isNoticed ||= leg.isInRoom;
      this.#apply(afterNotice(this.steering, { since, isHeard: true }, this.#now));
    });
    return hear.length > 0;
  }

  #run(leg: Leg, instruction: Instruction): void {
    const isTalking = this.steering.ours !== null && this.#legs.get(this.steering.ours.leg)?.state === 'up';
    switch (instruction.does) {
      case 'join':
        // Only the callback of who came first counts.
        if (this.#present.length === 0) this.#roomOf = instruction.generation;
        Object.assign(leg, { isInRoom: true, isHeld: false, endsRoom: instruction.endsRoom });
        leg.isNoticed ||= instruction.hears === 'notice';
        return this.#tellRoom(leg, true);
      case 'ring':
      case 'call': {
        const identities = instruction.does === 'ring' ? instruction.identities : [null];
        if (instruction.does === 'ring') this.rings++;
        const children = identities.map((identity) => this.#leg(identity, instruction.generation));
        const dial: Dial = {
          generation: instruction.generation,
          parent: leg.sid,
          children: children.map(({ sid }) => sid),
          isJoined: false,
        };
        for (const each of [leg, ...children]) each.dial = dial;
        return;
      }
      case 'nothing':
      case 'hang-up':
        if (leg.sid === this.far && isTalking && this.#hungUp.size === 0) this.isFarDropped = true;
        return this.#end(leg.sid);
      case 'say':
        return this.#end(leg.sid);
    }
  }

  #answer(leg: Leg): void {
    leg.state = 'up';
    this.#tellLeg(leg, 'in-progress');
    if (leg.dial) {
      leg.dial.isJoined = true;
      for (const other of leg.dial.children) if (other !== leg.sid) this.#end(other, 'canceled');
    } else
      this.#run(leg, {
        does: 'join',
        callSid: leg.sid,
        generation: leg.generation,
        endsAt: 0,
        endsRoom: false,
        hears: null,
      });
  }

  /** A leg is over, by itself or because Twilio ended it. */
  #end(sid: CallSid | undefined, status: CallStatus & DialStatus = 'completed'): void {
    const leg = sid && this.#legs.get(sid);
    if (!leg || leg.state === 'over') return;
    leg.state = 'over';
    this.recordings.end(leg.sid);
    this.#tellLeg(leg, status);
    this.#leave(leg, status, 12);
  }

  /** Out of its Dial or its room. `seconds`: null when it was redirected away. */
  #leave(leg: Leg, status: DialStatus = 'completed', seconds: number | null = null): void {
    const { dial } = leg;
    if (dial) {
      leg.dial = null;
      const isParent = dial.parent === leg.sid;
      const open = dial.children.filter((child) => this.#legs.get(child)?.dial === dial);
      if (isParent) for (const child of open) this.#end(child, 'completed');
      const isLast = open.length === 0 && this.#legs.get(dial.parent)?.dial === dial;
      const parent = this.#legs.get(dial.parent);
      if (isParent) this.#ask(leg, dial, status, seconds, true);
      else if (parent && (dial.isJoined ? status !== 'canceled' : isLast)) {
        parent.dial = null;
        this.#ask(parent, dial, dial.isJoined ? 'completed' : status, seconds, false);
      }
    }
    if (!leg.isInRoom) return;
    leg.isInRoom = leg.isHeld = false;
    this.#tellRoom(leg, false);
    if (leg.endsRoom) this.#endRoom();
  }

  #endRoom(): void {
    for (const leg of this.#present) {
      leg.isInRoom = leg.isHeld = false;
      this.#tellRoom(leg, false);
      const dial = { generation: leg.generation, parent: leg.sid, children: [], isJoined: true };
      this.#ask(leg, dial, 'completed', null, false);
    }
  }

  /** The `action`: the answer is not heard by a leg that was redirected, or that is over. */
  #ask({ sid }: Leg, dial: Dial, status: DialStatus, durationSeconds: number | null, isIgnored: boolean): void {
    this.#told.push(() => {
      const leg = this.#legs.get(sid);
      const isAlive = leg?.state === 'up';
      const generation = dial.children.length === 0 ? this.steering.generation : dial.generation;
      const end = { leg: sid, generation, status, durationSeconds, isAlive };
      const { steering, instruction } = afterDial(this.steering, end, this.#moment());
      this.steering = steering;
      if (leg && isAlive && !isIgnored && !leg.dial && !leg.isInRoom) this.#run(leg, instruction);
    });
  }

  #tellLeg({ sid, generation, isGuest, identity }: Leg, status: CallStatus): void {
    const isFinal = !['queued', 'initiated', 'ringing', 'in-progress'].includes(status);
    const change = { leg: sid, generation, isGuest, identity, status, isFinal };
    this.#told.push(() => this.#apply(afterLeg(this.steering, change, this.#moment())));
  }

  #tellRoom({ sid }: Leg, isIn: boolean): void {
    const number = ++this.#events;
    const generation = this.#roomOf;
    const change = { generation, leg: sid, isIn, room: ROOM, number };
    this.#told.push(() => this.#apply(afterRoom(this.steering, change, this.#moment())));
  }
}
