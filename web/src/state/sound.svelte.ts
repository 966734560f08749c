import type { AudioDevices } from '../audio/audio-devices.ts';
import type { AudioUse, Treatment } from '../audio/choices.ts';
import type { AudioDevice } from '../audio/choose.ts';

/** The microphones and loudspeakers for screens: a skin of runes over `AudioDevices`. */
export class Sound {
  #changes = $state(0);
  readonly devices: AudioDevices;

  constructor(devices: AudioDevices) {
    this.devices = devices;
    devices.listen(() => (this.#changes += 1));
  }

  /** False: the system decides where sound is heard. */
  get canChooseSpeaker(): boolean {
    return this.devices.canChooseSpeaker;
  }
  /** The microphone of the call that goes on, or null. */
  get live(): MediaStream | null {
    return this.#now.live;
  }
  /**
   * Chrome on Android hears and speaks at the same place: these two of its microphones, by names that it does not translate,
   * bring the call to the loudspeaker and back to the ear (AudioManagerAndroid.java). Null elsewhere.
   */
  get routes(): { loud: AudioDevice; quiet: AudioDevice } | null {
    const named = (label: string) => this.available('microphone').find((device) => device.label === label);
    const loud = named('Speakerphone');
    const quiet = named('Headset earpiece');
    return loud && quiet ? { loud, quiet } : null;
  }

  available(use: AudioUse): readonly AudioDevice[] {
    return this.#now.available(use);
  }
  chosen(use: AudioUse): AudioDevice {
    return this.#now.chosen(use);
  }
  wished(use: AudioUse): AudioDevice {
    return this.#now.wished(use);
  }
  isOn(treatment: Treatment): boolean {
    return this.#now.isOn(treatment);
  }

  /** Read by a screen, it is read again after every change. */
  get #now(): AudioDevices {
    void this.#changes;
    return this.devices;
  }
}
