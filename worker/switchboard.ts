import { RecordingsDesk } from './desks/recordings.ts';
import type { CallEvent } from './history.ts';
import type {
  AfterDial,
  Answering,
  DialDecision,
  DialedCall,
  DialEnd,
  Exchange,
  LegOrigin,
  Received,
  ReceivedCall,
} from './ports.ts';
import type { Reader } from './ports/calls.ts';
import type { Steered } from './ports/steering.ts';
import type { Winner } from './problem.ts';
import type { CallSid, Identity } from './protocol.ts';
import { askForGrant, decline, releaseGrant, winner } from './store/answering.ts';
import * as calling from './store/calling.ts';
import { record } from './store/conversations.ts';
import * as steering from './store/steering.ts';

const PLAIN: LegOrigin = { generation: 0, isGuest: false, isNoticed: false };

/**
 * The one object of a deployment: stores, folds, decides, and tells whoever listens. What its methods promise is said in
 * `ports.ts`; here are those that a call passes through.
 */
export class Switchboard extends RecordingsDesk implements Exchange {
  override async alarm(): Promise<void> {
    await this.alarms.ring(Date.now());
    this.listeners.tell(Date.now());
  }

  /** A device listens: answers a WebSocket. */
  override async fetch(request: Request): Promise<Response> {
    return this.listeners.listen(request, Date.now());
  }

  override webSocketMessage(socket: WebSocket): void {
    this.listeners.refuse(socket);
  }

  override webSocketClose(socket: WebSocket): void {
    this.listeners.leave(socket, Date.now());
  }

  override webSocketError(socket: WebSocket): void {
    this.listeners.leave(socket, Date.now());
  }

  async dial(call: DialedCall): Promise<DialDecision | null> {
    return this.change(() => calling.dial(this.sql, call));
  }

  async check(callSid: CallSid, from: Identity, now: number): Promise<boolean> {
    return this.change(() => calling.check(this.sql, callSid, from, now));
  }

  async receive(call: ReceivedCall): Promise<Received | null> {
    return this.change(() => calling.receive(this.sql, call, this.listeners.awakeIdentities(call.now)));
  }

  async dialEnded(ended: DialEnd): Promise<AfterDial | null> {
    return this.change(() => calling.dialEnded(this.sql, ended));
  }

  async askToAnswer(name: CallSid, reader: Answering, now: number): Promise<{ winner: Winner | null } | null> {
    const viewer = { ...this.viewer(reader), identity: reader.identity };
    return this.change(() => askForGrant(this.sql, name, viewer, now));
  }

  async winner(name: CallSid, reader: Answering, now: number): Promise<{ winner: Winner | null } | null> {
    return winner(this.sql, name, { ...this.viewer(reader), identity: reader.identity }, now);
  }

  async releaseAnswer(name: CallSid, { identity }: Answering): Promise<void> {
    this.change(() => {
      releaseGrant(this.sql, name, identity);
    });
  }

  async decline(name: CallSid, reader: Reader, now: number): Promise<CallSid[] | null> {
    return this.change(() => decline(this.sql, name, this.viewer(reader), now));
  }

  async record(event: CallEvent, origin: LegOrigin = PLAIN): Promise<Steered | null> {
    return this.change(() => {
      record(this.sql, event);
      return event.type === 'leg' || event.type === 'root'
        ? steering.legTold(this.sql, event, origin, Date.now())
        : null;
    });
  }
}
