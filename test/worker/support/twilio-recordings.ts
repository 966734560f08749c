import type { Order } from './twilio-orders.ts';
import { recordingSid } from './twilio-orders.ts';

/** A leg's recording as Twilio has it. */
interface Recorded {
  sid: string;
  leg: string;
  /** Paused or not. */
  isOver: boolean;
  tells: string;
}

/** What Twilio tells of a recording, and where. */
type Tell = (tells: string, params: Record<string, string>) => void;

/** The recordings of legs. */
export class TwilioRecordings {
  readonly #all: Recorded[] = [];
  readonly #tell: Tell;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** Those that go on. */
  get open(): string[] {
    return this.#all.filter(({ isOver }) => !isOver).map(({ sid }) => sid);
  }

  /** The answer to an order: to begin one of this leg, or to change one. */
  obey(leg: string, sid: string | undefined, form: Order['form'], tells: string): Response {
    if (sid === undefined) {
      const begun = { sid: recordingSid(this.#all.length + 1), leg, isOver: false, tells };
      this.#all.push(begun);
      this.#says(begun, 'in-progress');
      return Response.json({ sid: begun.sid }, { status: 201 });
    }
    const changed = this.#all.find((each) => each.sid === sid && !each.isOver);
    if (!changed) return new Response(null, { status: 404 });
    if (form.Status === 'stopped') this.#ends(changed);
    return Response.json({ sid });
  }

  /** The leg is over. */
  legEnds(leg: string): void {
    for (const each of this.#all) if (each.leg === leg && !each.isOver) this.#ends(each);
  }

  #ends(recording: Recorded): void {
    recording.isOver = true;
    this.#says(recording, 'completed');
  }

  #says({ sid, leg, tells }: Recorded, RecordingStatus: string): void {
    const duration = RecordingStatus === 'completed' ? { RecordingDuration: '12' } : {};
    this.#tell(tells, { CallSid: leg, RecordingSid: sid, RecordingStatus, ...duration });
  }
}
