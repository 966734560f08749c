import type { Reader } from '../ports/calls.ts';
import type { RoomToldOf, Steered, SteeringDesk as Promised, SteerRequest } from '../ports/steering.ts';
import type { CallSid } from '../protocol.ts';
import type { Failure } from '../steering/steering.ts';
import * as steering from '../store/steering.ts';
import { HistoryDesk } from './history.ts';

/** What people do during a call. */
export abstract class SteeringDesk extends HistoryDesk implements Promised {
  async steer(request: SteerRequest, reader: Reader): Promise<Steered | null> {
    return this.change(() => steering.steer(this.sql, request, this.viewer(reader)));
  }

  async saidHangUp(name: CallSid, legSid: CallSid, now: number): Promise<void> {
    this.change(() => steering.saidHangUp(this.sql, name, legSid, now));
  }

  async steeringFailed(callSid: CallSid, what: Failure['what'], now: number): Promise<void> {
    this.change(() => steering.failed(this.sql, callSid, what, now));
  }

  async roomTold(change: RoomToldOf): Promise<Steered | null> {
    return this.change(() => steering.roomTold(this.sql, change));
  }
}
