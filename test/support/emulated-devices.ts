import { createPhoneLeg, type PhoneLeg } from '../emulator/media/phone-leg.ts';
import { createListeners } from '../emulator/media/listeners.ts';
import type { Engine } from '../emulator/media/engine.ts';
import type {
  ClientCall,
  ClientCallEvents,
  ClientConnection,
  HangupError,
  Keypress,
  Signaling,
  Switching,
  WebRtcLeg,
} from '../emulator/ports.ts';

/** What an SDK's call saw, in order: `ringing`, `ringing with media`, `answer`, `cancel`, `hangup`, `hangup 31486`. */
export interface DeviceCall {
  callSid: string;
  seen: string[];
  parameters: Record<string, string>;
  media: PhoneLeg;
  events: ClientCallEvents;
  isBlackholed: boolean;
  lossPercent: number;
}

export interface Device {
  connection: ClientConnection;
  /** Calls that rang here, newest last. */
  calls: DeviceCall[];
}

/** SDK Devices without sockets: the same ports as the signaling server, and what each Device was told. */
export function createDevices(engine: Engine) {
  const devices: Device[] = [];
  const told: string[] = [];

  function callOf(
    callSid: string,
    events: ClientCallEvents,
    parameters: Record<string, string>,
  ): { call: DeviceCall; port: ClientCall } {
    const digits = createListeners<Keypress>();
    const media: PhoneLeg = Object.assign(createPhoneLeg({ engine }), {
      onDigit: digits.add,
      press: (digit: string) => digits.emit({ digit, via: 'rtp' }),
    });
    const call: DeviceCall = { callSid, seen: [], parameters, media, events, isBlackholed: false, lossPercent: 0 };
    const webRtc: WebRtcLeg = Object.assign(media, {
      answer: async () => 'answer',
      offer: async () => 'offer',
      accept: async () => undefined,
      setBlackhole: (isOn: boolean) => void (call.isBlackholed = isOn),
      setLoss: (percent: number) => void (call.lossPercent = percent),
    });
    const see = (what: string) => void call.seen.push(what);
    const port: ClientCall = {
      callSid,
      media: webRtc,
      ringing: async ({ withMedia }) => see(withMedia ? 'ringing with media' : 'ringing'),
      answer: async () => see('answer'),
      cancel: () => see('cancel'),
      hangup: (error?: HangupError) => see(error === undefined ? 'hangup' : `hangup ${error.code}`),
    };
    return { call, port };
  }

  /** How many Devices it was about. */
  function tell(what: string, identity: string | undefined): number {
    told.push(what);
    return devices.filter(({ connection }) => identity === undefined || connection.identity === identity).length;
  }

  const signaling: Signaling = {
    registered: (identity) => devices.map(({ connection }) => connection).filter((one) => one.identity === identity),
    registrations: () => devices.map(({ connection }) => connection),
    invite(connection, { callSid, parameters, events }) {
      const { call, port } = callOf(callSid, events, parameters);
      devices.find((device) => device.connection === connection)?.calls.push(call);
      return port;
    },
    dropSockets: (identity) => tell(`drop ${identity ?? 'all'}`, identity),
    setHeartbeatSilenced: (isOn, identity) => tell(`silence ${isOn} ${identity ?? 'all'}`, identity),
    setRefusing: (isOn) => void told.push(`refuse ${isOn}`),
    expireTokens: (identity) => tell(`expire ${identity ?? 'all'}`, identity),
    close: async () => undefined,
  };

  return {
    signaling,
    /** What the faults asked of the signaling server. */
    told,
    register(identity: string): Device {
      const device: Device = { connection: { identity, isRegistered: true, applicationSid: null }, calls: [] };
      devices.push(device);
      return device;
    },
    place(switching: Switching, identity: string, applicationSid: string, params: Record<string, string>): DeviceCall {
      let placed: DeviceCall | null = null;
      const connection: ClientConnection = { identity, isRegistered: true, applicationSid };
      switching.outgoing(
        connection,
        (callSid, events) => {
          const { call, port } = callOf(callSid, events, {});
          placed = call;
          return port;
        },
        params,
      );
      if (placed === null) throw new Error('the exchange did not take the call');
      return placed;
    },
  };
}
