import { Trouble } from '../call/problems.ts';
import type { AudioDevice } from './choose.ts';

/** What a browser offers of microphones and loudspeakers, in our words; tests have a double. */
export interface AudioPlatform {
  list(): Promise<AudioInventory>;
  /** Something was plugged in or out. */
  onChange(listener: () => void): void;
  /** Rejects as `getUserMedia` does, or with a `Trouble`. */
  open(constraints: MediaTrackConstraints): Promise<MediaStream>;
  /** Where sound is heard is ours to say; else the system decides. */
  readonly canChooseSpeaker: boolean;
}

/** The devices there are, without the system's own choices; none before the microphone was allowed. */
export interface AudioInventory {
  microphones: readonly AudioDevice[];
  speakers: readonly AudioDevice[];
  /** What the system's own microphone is at the moment, as far as the browser tells. */
  usual: AudioDevice;
}

/** Absent on pages that are not secure, whatever the type says. */
const media = (): MediaDevices | undefined => navigator.mediaDevices;

export const browserAudioPlatform: AudioPlatform = {
  async list() {
    const all = (await media()?.enumerateDevices()) ?? [];
    const of = (kind: MediaDeviceKind): AudioDevice[] =>
      all
        .filter((device) => device.kind === kind && !systemIds.includes(device.deviceId))
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    const usual = all.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === 'default');
    return {
      microphones: of('audioinput'),
      speakers: of('audiooutput'),
      usual: { id: usual?.groupId ?? '', label: usual?.label.replace(/^.*? - /, '') ?? '' },
    };
  },
  onChange(listener) {
    media()?.addEventListener('devicechange', listener);
  },
  open: (constraints) =>
    media()?.getUserMedia({ audio: constraints }) ?? Promise.reject(new Trouble({ code: 'microphone-unsupported' })),
  canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
};

/** Nameless until the microphone is allowed; and Chromium lists the system's choices among the devices. */
const systemIds = ['', 'default', 'communications'];
