import type { Reader } from '../ports/calls.ts';
import type {
  HangUp,
  NoticeToldOf,
  RoomToldOf,
  Steered,
  SteeringDesk as Promised,
  SteerRequest,
  Undone,
} from '../ports/steering.ts';
import * as steering from '../store/steering.ts';
import { HistoryDesk } from './history.ts';

/** What people do during a call. */
export abstract class SteeringDesk extends HistoryDesk implements Promised {
  async steer(request: SteerRequest, reader: Reader): Promise<Steered | null> {
    return this.change(() => steering.steer(this.sql, request, this.viewer(reader)));
  }

  async hangUp(request: HangUp, reader: Reader): Promise<Steered | null> {
    return this.change(() => steering.hangUp(this.sql, request, this.viewer(reader)));
  }

  async steeringFailed(undone: Undone): Promise<Steered | null> {
    return this.change(() => steering.failed(this.sql, undone));
  }

  async roomTold(change: RoomToldOf): Promise<Steered | null> {
    return this.change(() => steering.roomTold(this.sql, change));
  }

  async noticeTold(notice: NoticeToldOf): Promise<Steered | null> {
    return this.change(() => steering.noticeTold(this.sql, notice));
  }
}
