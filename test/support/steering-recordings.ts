import * as v from 'valibot';
import { type CallSid, RecordingSid } from '../../worker/protocol.ts';
import type { Command } from '../../worker/steering/commands.ts';
import type { RecordingChange } from '../../worker/steering/recording.ts';
import type { Leg } from './steering-legs.ts';

type Order = Extract<Command, { do: 'record' | 'pause-recording' | 'resume-recording' | 'stop-recording' }>;

interface Recording {
  sid: RecordingSid;
  leg: CallSid;
  state: 'taking' | 'paused' | 'over';
}

/** What Twilio records of the legs of the model. */
export class EmulatedRecordings {
  readonly #legs: ReadonlyMap<CallSid, Leg>;
  readonly #tell: (change: RecordingChange) => void;
  readonly #all: Recording[] = [];

  constructor(legs: ReadonlyMap<CallSid, Leg>, tell: (change: RecordingChange) => void) {
    this.#legs = legs;
    this.#tell = tell;
  }

  /** False when Twilio answers that it cannot. */
  obey(order: Order): boolean {
    const { leg } = order;
    if (order.do === 'record') {
      if (this.#legs.get(leg)?.state !== 'up') return false;
      const sid = v.parse(RecordingSid, `RE${String(this.#all.length + 1).padStart(32, '0')}`);
      this.#all.push({ sid, leg, state: 'taking' });
      this.#tell({ sid, leg, isOver: false });
      return true;
    }
    const recording = this.#all.find(({ sid }) => sid === order.sid);
    if (order.do === 'stop-recording') {
      if (recording) this.#stop(recording);
      return true;
    }
    if (!recording || recording.state === 'over') return false;
    recording.state = order.do === 'pause-recording' ? 'paused' : 'taking';
    return true;
  }

  /** A leg is over, and what is recorded of it. */
  end(leg: CallSid): void {
    for (const recording of this.#all) if (recording.leg === leg) this.#stop(recording);
  }

  /** Recordings that are being made, taking sound down or not. */
  get open(): RecordingSid[] {
    return this.#all.filter(({ state }) => state !== 'over').map(({ sid }) => sid);
  }

  /** Legs from outside whose voice is taken down, and that did not hear the whole notice or wait with music. */
  get wronged(): CallSid[] {
    return this.#all.flatMap(({ leg: sid, state }) => {
      const leg = this.#legs.get(sid);
      if (state !== 'taking' || leg?.state !== 'up') return [];
      const heard = [leg, ...this.#joinedTo(leg)].filter(({ identity }) => identity === null);
      return heard.filter((each) => !each.isNoticed || each.isHeld).map((each) => each.sid);
    });
  }

  #joinedTo(leg: Leg): Leg[] {
    const others = [...this.#legs.values()].filter(({ sid, state }) => sid !== leg.sid && state === 'up');
    if (leg.isInRoom) return leg.isHeld ? [] : others.filter(({ isInRoom }) => isInRoom);
    return leg.dial?.isJoined ? others.filter(({ dial }) => dial === leg.dial) : [];
  }

  #stop(recording: Recording): void {
    if (recording.state === 'over') return;
    recording.state = 'over';
    this.#tell({ sid: recording.sid, leg: recording.leg, isOver: true });
  }
}
