import { createBeep } from './beep.ts';
import { isHeardBy, Participant, type Joining, type ReasonLeft } from './participant.ts';
import { Mixer } from '../media/mixer.ts';
import { music } from '../media/music.ts';
import { endless, type Passage } from '../exchange/passage.ts';
import type { ConferenceReports, Reported } from './reports.ts';
import type { Call } from '../exchange/call.ts';
import type { Leg } from '../exchange/leg.ts';
import type { Clock, Source } from '../ports.ts';
import type { ConferenceManner, Method } from '../twiml/nodes.ts';

export type ReasonEnded =
  | 'conference-ended-via-api'
  | 'participant-with-end-conference-on-exit-left'
  | 'participant-with-end-conference-on-exit-kicked'
  | 'last-participant-kicked'
  | 'last-participant-left';

export interface ConferenceDeps {
  clock: Clock;
  reports: ConferenceReports;
  /** What a hold, wait or announce URL gives to hear. */
  passage: (asked: {
    call: Call | null;
    url: string;
    method: Method;
    params: Record<string, string>;
  }) => Promise<Passage>;
}

/** What may be changed of somebody who is in. */
export interface Changes {
  isMuted?: boolean;
  isHeld?: boolean;
  /** Heard on hold; null is Twilio's music. */
  hold?: { url: string; method: Method } | null;
  endsConference?: boolean;
  beepsOnExit?: boolean;
  coaches?: string | null;
}

/** A room: who is in it, who hears what, and when it starts and ends. */
export class Conference {
  readonly sid: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly reports: ConferenceReports;
  status: 'init' | 'in-progress' | 'completed' = 'init';
  updatedAtMs: number;
  ended: { reason: ReasonEnded; callSid: string | null } | null = null;
  readonly #deps: ConferenceDeps;
  readonly #participants = new Map<string, { participant: Participant; leave: (reason: ReasonLeft) => void }>();
  readonly #joining = new Map<string, Joining>();
  readonly #mixer: Mixer<Participant>;

  constructor({ sid, name }: { sid: string; name: string }, deps: ConferenceDeps) {
    this.sid = sid;
    this.name = name;
    this.#deps = deps;
    this.reports = deps.reports;
    this.createdAtMs = deps.clock.now();
    this.updatedAtMs = this.createdAtMs;
    this.#mixer = new Mixer({
      hears: isHeardBy,
      instead: (one) => (one.isHeld ? one.holdMusic : this.isWaiting ? one.waitMusic : null),
    });
  }

  /** It has not started, or there is nobody to talk to. */
  get isWaiting(): boolean {
    return this.status === 'init' || this.#participants.size === 1;
  }

  /** Oldest first. */
  participants(): Participant[] {
    return [...this.#participants.values()].map(({ participant }) => participant);
  }

  /** By Call SID or label. */
  find(key: string): Participant | null {
    return this.participants().find(({ callSid, manner }) => callSid === key || manner.label === key) ?? null;
  }

  /** Those who were called and have not come yet. */
  joining(): Joining[] {
    return [...this.#joining.values()];
  }

  findJoining(key: string): Joining | null {
    return this.joining().find(({ leg, manner }) => leg.call.sid === key || manner.label === key) ?? null;
  }

  /** Somebody is called into it: they come, or their call ends, or the conference ends before. */
  expect(joining: Joining): void {
    const { leg, manner } = joining;
    this.#joining.set(leg.call.sid, joining);
    leg.onEnd(() => {
      if (this.#joining.delete(leg.call.sid)) this.#addFailed(leg.call, manner.label);
    });
  }

  /** Somebody comes in. `left` is called once, when they are out again, whoever decided it. */
  enter(leg: Leg, manner: ConferenceManner, left: (reason: ReasonLeft) => void): Participant {
    const participant = new Participant(leg, manner, this.#deps.clock.now());
    const { media } = leg;
    if (media === null) throw new Error(`${leg.call.sid} has no sound`);
    const { url, method, events } = manner.report;
    this.reports.goTo(url === null ? null : { url, method, events });
    this.#joining.delete(leg.call.sid);
    const stopKeys = leg.onDigit((digit) => this.#pressed(participant, digit));
    this.#participants.set(leg.call.sid, {
      participant,
      leave: (reason) => {
        stopKeys();
        this.#mixer.remove(participant);
        left(reason);
      },
    });
    this.#mixer.add(participant, media);
    leg.call.note('leg', 'joins conference', { conference: this.sid, name: this.name });
    if (this.status === 'init' && this.#participants.size > 1 && this.#isStarter()) {
      this.status = 'in-progress';
      this.#tell('conference-start');
    }
    this.#tell('participant-join', participant);
    if (['true', 'onEnter'].includes(manner.beep)) this.#mixer.overlay(createBeep, (one) => one !== participant);
    if (manner.wait.url) void this.#findWaitMusic(participant, manner.wait.url, manner.wait.method);
    return participant;
  }

  /** Somebody goes, or is taken out; the last one, and one who ends it, end the conference. */
  leave(participant: Participant, reason: ReasonLeft): void {
    const found = this.#participants.get(participant.callSid);
    if (found?.participant !== participant) return;
    this.#out(participant, found.leave, reason);
    const isKicked = reason === 'participant_updated_via_api' && participant.leg.call.isAlive;
    if (participant.manner.endsConference) {
      this.#end(`participant-with-end-conference-on-exit-${isKicked ? 'kicked' : 'left'}`, participant);
    } else if (this.#participants.size === 0 && this.#joining.size === 0) {
      this.#end(isKicked ? 'last-participant-kicked' : 'last-participant-left', participant);
    } else if (['true', 'onExit'].includes(participant.manner.beep)) this.#mixer.overlay(createBeep, () => true);
  }

  /** Over REST: everybody is out. */
  complete(): void {
    this.#end('conference-ended-via-api', null);
  }

  /** What REST changes of somebody who is in; a change that changes nothing is told to nobody. */
  change(participant: Participant, changes: Changes): void {
    const { manner } = participant;
    const before = { isMuted: manner.isMuted, isHeld: participant.isHeld, modify: JSON.stringify(manner) };
    participant.updatedAtMs = this.#deps.clock.now();
    if (changes.isHeld === true && (!participant.isHeld || changes.hold !== undefined))
      this.#hold(participant, changes);
    participant.isHeld = changes.isHeld ?? participant.isHeld;
    manner.endsConference = changes.endsConference ?? manner.endsConference;
    if (changes.coaches !== undefined) manner.coaches = changes.coaches;
    if (changes.beepsOnExit !== undefined) manner.beep = changes.beepsOnExit ? 'onExit' : 'false';
    const isModified = JSON.stringify(manner) !== before.modify;
    manner.isMuted = changes.isMuted ?? manner.isMuted;
    if (manner.isMuted !== before.isMuted)
      this.#tell(manner.isMuted ? 'participant-mute' : 'participant-unmute', participant);
    if (participant.isHeld !== before.isHeld)
      this.#tell(participant.isHeld ? 'participant-hold' : 'participant-unhold', participant);
    if (isModified) this.#tell('participant-modify', participant);
  }

  /** Says something to one participant, or to everybody who is not on hold, on top of what they hear. */
  async announce({ url, method }: { url: string; method: Method }, to: Participant | null): Promise<void> {
    const passage = await this.#passage(to, url, method);
    if (!passage.ok)
      return this.#tell('announcement-fail', to, { AnnounceUrl: url, ReasonAnnouncementFailed: passage.message });
    await this.#mixer.overlay(passage.make, (one) => (to === null ? !one.isHeld : one === to)).over;
    if (this.status !== 'completed') this.#tell('announcement-end', to, { AnnounceUrl: url });
  }

  /** A sound those hear who are talking here, such as the ringing of somebody who was called; until it is stopped. */
  letHear(make: () => Source): () => void {
    return this.#mixer.overlay(make, (one) => !one.isHeld).stop;
  }

  /** Somebody who was called never came. */
  #addFailed(call: Call, label: string | null): void {
    if (this.status === 'completed') return;
    const about: Record<string, string> = { CallSid: call.sid, ...(label === null ? {} : { ParticipantLabel: label }) };
    this.#report('participant-leave', call, {
      ...about,
      ParticipantCallStatus: call.status,
      ReasonParticipantLeft: 'participant_add_failed' satisfies ReasonLeft,
    });
    if (this.#participants.size === 0 && this.#joining.size === 0) this.#end('last-participant-left', null);
  }

  #isStarter(): boolean {
    return this.participants().some(({ manner }) => manner.startsConference);
  }

  #out(participant: Participant, leave: (reason: ReasonLeft) => void, reason: ReasonLeft): void {
    this.#participants.delete(participant.callSid);
    participant.leg.call.note('leg', 'leaves conference', { conference: this.sid, reason });
    this.#tell('participant-leave', participant, {
      ParticipantCallStatus: participant.leg.call.status,
      ReasonParticipantLeft: reason,
    });
    leave(reason);
  }

  #end(reason: ReasonEnded, by: Participant | null): void {
    if (this.status === 'completed') return;
    this.status = 'completed';
    this.ended = { reason, callSid: by?.callSid ?? null };
    const left = by === null ? 'conference_ended_via_api' : 'moderator_ended_conference';
    for (const { participant, leave } of [...this.#participants.values()]) this.#out(participant, leave, left);
    const joining = this.joining();
    this.#joining.clear();
    for (const { leg } of joining) leg.end('canceled', { by: 'exchange' });
    const label = by?.manner.label ?? null;
    this.#tell('conference-end', null, {
      ReasonConferenceEnded: reason,
      Reason: reason.replaceAll('-', ' '),
      ...(by === null ? {} : { CallSidEndingConference: by.callSid }),
      ...(label === null ? {} : { ParticipantLabelEndingConference: label }),
    });
  }

  #hold(participant: Participant, { hold = null }: Changes): void {
    participant.holdMusic = hold === null ? music() : { next: () => null };
    if (hold === null) return;
    const waiting = participant.holdMusic;
    void this.#passage(participant, hold.url, hold.method).then((passage) => {
      if (passage.ok && participant.holdMusic === waiting) participant.holdMusic = endless(passage.make);
    });
  }

  async #findWaitMusic(participant: Participant, url: string, method: Method): Promise<void> {
    const passage = await this.#passage(participant, url, method);
    if (passage.ok) participant.waitMusic = endless(passage.make);
  }

  async #passage(participant: Participant | null, url: string, method: Method): Promise<Passage> {
    const call = participant?.leg.call ?? null;
    const params = {
      ConferenceSid: this.sid,
      FriendlyName: this.name,
      ...(call === null ? {} : { CallSid: call.sid }),
    };
    const passage = await this.#deps.passage({ call, url, method, params });
    if (!passage.ok) call?.note('error', passage.message, { code: passage.code });
    return passage;
  }

  #pressed(by: Participant, digit: string): void {
    if (this.isWaiting) return;
    for (const other of this.participants())
      if (other !== by && !other.isHeld && isHeardBy(other, by)) other.leg.far.hearDigit(digit);
  }

  #tell(event: Reported, participant: Participant | null = null, more: Record<string, string> = {}): void {
    this.#report(event, participant?.leg.call ?? null, { ...participant?.parameters(), ...more });
  }

  #report(event: Reported, call: Call | null, params: Record<string, string>): void {
    this.updatedAtMs = this.#deps.clock.now();
    this.reports.tell(event, call, params);
  }
}
