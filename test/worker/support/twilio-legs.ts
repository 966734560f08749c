import { callSid, LINE, OUTSIDE, PUBLIC_URL } from './house.ts';
import { attribute, type Leg, type Room } from './twilio-leg.ts';
import { type Order, TwilioOrders } from './twilio-orders.ts';
import { TwilioRecordings } from './twilio-recordings.ts';
import { twiml, webhook } from './twilio.ts';

/**
 * The legs and rooms of calls, which do what our TwiML and our REST orders say, as Twilio documents it. What Twilio has to tell waits
 * for `worksOff`.
 */
export class TwilioLegs {
  readonly all: Leg[] = [];
  readonly orders = new TwilioOrders();
  /** How long each Dial and each who was called into a room may last, in seconds. */
  readonly timeLimits: number[] = [];
  readonly recordings = new TwilioRecordings((tells, params) => this.#say(tells, params));
  #told: (() => Promise<void>)[] = [];
  #rooms: Room[] = [];
  #events = 0;

  constructor() {
    this.orders.answers = (order) => this.#answer(order);
  }

  /** A call of this device with somebody outside, answered. */
  async connects(way: 'incoming' | 'outgoing', identity: string): Promise<{ far: Leg; ours: Leg }> {
    const device = `client:${identity}`;
    const [from, to] = way === 'incoming' ? [OUTSIDE, LINE] : [device, OUTSIDE];
    const root = this.#leg({ from, to, tells: '/events/call', parent: null });
    root.state = 'up';
    const path = way === 'incoming' ? '/handle_calls' : '/twiml/outgoing';
    this.#run(root, await twiml(path, { CallSid: root.sid, From: from, To: to }));
    const child = this.ringing.find((leg) => leg.parent === root.sid && (way === 'outgoing' || leg.to === device));
    if (!child) throw new Error('nobody rings');
    this.answers(child);
    await this.worksOff();
    return way === 'incoming' ? { far: root, ours: child } : { far: child, ours: root };
  }

  get ringing(): Leg[] {
    return this.all.filter(({ state }) => state === 'ringing');
  }

  get up(): Leg[] {
    return this.all.filter(({ state }) => state === 'up');
  }

  /** Whoever is the only one in a room. */
  get alone(): Leg[] {
    return this.up.filter(({ room }) => room?.legs.length === 1);
  }

  /** Whom a leg is joined with, be it held or not. */
  othersOf({ sid, room, dial }: Leg): Leg[] {
    const all = room?.legs ?? (dial?.isJoined ? [dial.parent, ...dial.children] : []);
    return all.filter((other) => other.sid !== sid && other.state === 'up');
  }

  answers(leg: Leg): void {
    leg.state = 'up';
    this.#tell(leg, 'in-progress');
    const { dial, room } = leg;
    if (room) return this.#enter(leg, room);
    if (!dial) return;
    dial.isJoined = true;
    for (const other of dial.children) if (other !== leg) this.#end(other, 'canceled');
  }

  isBusy(leg: Leg): void {
    this.#end(leg, 'busy');
  }

  /** It has rung for as long as it may. */
  givesUp(leg: Leg): void {
    this.#end(leg, 'no-answer');
  }

  hangsUp(leg: Leg): void {
    this.#end(leg, 'completed');
  }

  /** Twilio tells what happened, until nothing more happens by itself. */
  async worksOff(): Promise<void> {
    for (let next = this.#told.shift(); next; next = this.#told.shift()) await next();
  }

  #leg(of: Pick<Leg, 'from' | 'to' | 'tells' | 'parent'>): Leg {
    const leg: Leg = {
      ...of,
      sid: callSid(this.all.length + 1),
      state: 'ringing',
      dial: null,
      room: null,
      action: null,
      isHeld: false,
      endsRoom: false,
      wasTold: false,
    };
    this.all.push(leg);
    return leg;
  }

  #answer({ method, path, form }: Order): Response {
    const [, kind, sid = '', what, which] = path.replace('.json', '').split('/');
    // Who only asks learns nothing.
    if (method === 'GET') return new Response(null, { status: 503 });
    if (kind === 'Conferences') return new Response('{}', { status: this.#inRoom(sid, which, form) });
    const leg = this.all.find((each) => each.sid === sid);
    if (!leg || leg.state === 'over') return new Response(null, { status: 404 });
    if (what === 'Recordings')
      return this.recordings.obey(sid, which, form, (form.RecordingStatusCallback ?? '').replace(PUBLIC_URL, ''));
    if (form.Status === 'completed') this.#end(leg, 'completed');
    else if (leg.state !== 'up') return new Response(null, { status: 400 });
    else this.#redirect(leg, form.Twiml ?? '');
    return new Response('{}');
  }

  /** The status with which Twilio answers. */
  #inRoom(sid: string, participant: string | undefined, form: Order['form']): number {
    const room = this.#rooms.find((each) => each.sid === sid);
    if (!room || room.legs.length === 0) return 404;
    if (form.Status === 'completed') this.#close(room, true);
    else if (form.AnnounceUrl)
      this.#say(room.tells, {
        ConferenceSid: sid,
        StatusCallbackEvent: 'announcement-end',
        AnnounceUrl: form.AnnounceUrl,
        SequenceNumber: String(++this.#events),
      });
    else if (participant) return this.#change(room, participant, form);
    else {
      const to = (form.To ?? '').replace(/\?.*/, '');
      const tells = (form.StatusCallback ?? '').replace(PUBLIC_URL, '');
      const leg = this.#leg({ from: form.From ?? '', to, tells, parent: null });
      leg.room = room;
      this.timeLimits.push(Number(form.TimeLimit));
      this.#tell(leg, 'ringing');
    }
    return 200;
  }

  #change(room: Room, sid: string, form: Order['form']): number {
    const leg = room.legs.find((each) => each.sid === sid);
    if (!leg) return 404;
    if (form.Hold) leg.isHeld = form.Hold === 'true';
    if (form.EndConferenceOnExit) leg.endsRoom = form.EndConferenceOnExit === 'true';
    return 200;
  }

  #redirect(leg: Leg, xml: string): void {
    this.#leave(leg, 'completed', null);
    this.#run(leg, xml);
  }

  #run(leg: Leg, xml: string): void {
    const dial = /<Dial ([^>]*)>/.exec(xml)?.[1];
    leg.wasTold = dial === undefined && xml.includes('<Say');
    if (dial === undefined) return this.#end(leg, 'completed');
    leg.action = attribute(dial, 'action');
    this.timeLimits.push(Number(attribute(dial, 'timeLimit')));
    const conference = /<Conference ([^>]*)>([^<]*)</.exec(xml);
    if (conference) {
      const [, how = '', name = ''] = conference;
      leg.endsRoom = attribute(how, 'endConferenceOnExit') === 'true';
      return this.#enter(leg, this.#roomOf(name, attribute(how, 'statusCallback')));
    }
    leg.dial = { parent: leg, children: [], isJoined: false };
    for (const [, how = '', to = ''] of xml.matchAll(/<(?:Client|Number) ([^>]*)>(?:<Identity>)?([^<]*)/g)) {
      const from = attribute(dial, 'callerId') || leg.from;
      const isNumber = to.startsWith('+');
      const tells = attribute(how, 'statusCallback');
      const child = this.#leg({ from, to: isNumber ? to : `client:${to}`, tells, parent: leg.sid });
      child.dial = leg.dial;
      leg.dial.children.push(child);
      this.#tell(child, 'ringing');
    }
  }

  #roomOf(name: string, tells: string): Room {
    const open = this.#rooms.find((each) => each.name === name && each.legs.length > 0);
    if (open) return open;
    const room = { sid: `CF${String(this.#rooms.length + 1).padStart(32, '0')}`, name, tells, legs: [] };
    this.#rooms.push(room);
    return room;
  }

  #enter(leg: Leg, room: Room): void {
    if (room.tells === '') throw new Error('a room that tells nothing');
    leg.room = room;
    room.legs.push(leg);
    this.#tellRoom(room, leg, 'join');
  }

  #end(leg: Leg, status: string): void {
    if (leg.state === 'over') return;
    const wasUp = leg.state === 'up';
    leg.state = 'over';
    this.#tell(leg, status, wasUp);
    this.recordings.legEnds(leg.sid);
    this.#leave(leg, status, wasUp ? 12 : null);
  }

  /** Out of its Dial or its room. `seconds`: null when it was redirected away. */
  #leave(leg: Leg, status: string, seconds: number | null): void {
    const { dial, room } = leg;
    Object.assign(leg, { dial: null, room: null, isHeld: false });
    if (room?.legs.includes(leg)) {
      room.legs.splice(room.legs.indexOf(leg), 1);
      this.#tellRoom(room, leg, 'leave');
      this.#ask(leg, 'completed', null, false);
      if (leg.endsRoom) this.#close(room, false);
    }
    if (dial?.parent === leg) {
      for (const child of dial.children) if (child.dial === dial) this.#end(child, 'completed');
      this.#ask(leg, status, seconds, false);
    } else if (dial?.parent.dial === dial && dial) {
      const isLast = dial.children.every((child) => child.dial !== dial);
      if (dial.isJoined ? status === 'canceled' : !isLast) return;
      dial.parent.dial = null;
      this.#ask(dial.parent, dial.isJoined ? 'completed' : status, seconds, true);
    }
  }

  #close(room: Room, hangsUp: boolean): void {
    for (const leg of room.legs.splice(0)) {
      Object.assign(leg, { room: null, isHeld: false });
      this.#tellRoom(room, leg, 'leave');
      if (hangsUp || leg.action === null) this.#end(leg, 'completed');
      else this.#ask(leg, 'completed', null, true);
    }
  }

  /** The `action`: its answer counts unless the leg is over or somewhere else by then. */
  #ask(leg: Leg, status: string, seconds: number | null, isHeard: boolean): void {
    const { action, sid, from, to } = leg;
    if (action === null) return;
    this.#told.push(async () => {
      const isThere = () => leg.state === 'up' && leg.dial === null && leg.room === null;
      const xml = await twiml(action, {
        CallSid: sid,
        CallStatus: leg.state === 'up' ? 'in-progress' : 'completed',
        DialCallStatus: status,
        ...(seconds === null ? {} : { DialCallDuration: String(seconds) }),
        From: from,
        To: to,
      });
      if (isHeard && isThere()) this.#run(leg, xml);
    });
  }

  #tell({ sid, parent, from, to, tells }: Leg, status: string, hasTalked = false): void {
    const isRoot = parent === null && tells === '/events/call';
    if (isRoot && (status === 'in-progress' || status === 'ringing')) return;
    this.#say(tells, {
      CallSid: sid,
      ...(parent === null ? {} : { ParentCallSid: parent }),
      CallStatus: status,
      From: from,
      To: to,
      ...(hasTalked ? { CallDuration: '12' } : {}),
    });
  }

  #tellRoom({ sid, tells }: Room, { sid: leg }: Leg, what: 'join' | 'leave'): void {
    const SequenceNumber = String(++this.#events);
    this.#say(tells, { ConferenceSid: sid, CallSid: leg, StatusCallbackEvent: `participant-${what}`, SequenceNumber });
  }

  #say(tells: string, params: Record<string, string>): void {
    this.#told.push(async () => void (await webhook(tells, params)));
  }
}
