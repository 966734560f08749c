import { AudioDevices } from './audio-devices.ts';
import { browserChoices } from './choices.ts';
import { browserAudioPlatform } from './platform.ts';

/** The microphones and loudspeakers of this browser: the telephone and the screens share it. */
export const browserAudio = new AudioDevices(browserAudioPlatform, browserChoices);
