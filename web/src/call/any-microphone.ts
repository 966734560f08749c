/** What the SDK's `AudioHelper` does for microphones (https://www.twilio.com/docs/voice/sdks/javascript/twiliodeviceaudio). */
interface Audio {
  readonly availableInputDevices: ReadonlyMap<string, unknown>;
  readonly inputDevice: { deviceId: string } | null;
  readonly audioConstraints: MediaTrackConstraints | null;
  setInputDevice(deviceId: string): Promise<void>;
  setAudioConstraints(constraints: MediaTrackConstraints): Promise<void>;
}

/** Puts the microphone of the system, or else the first there is, under the call. Rejects when there is none. */
export async function takeAnyMicrophone(audio: Audio): Promise<void> {
  const ids = [...audio.availableInputDevices.keys()];
  const id = ids.find((each) => each === 'default') ?? ids[0];
  if (id === undefined) throw new Error('no microphone');
  // The same one again is not opened anew, unless what is asked of it changes.
  if (audio.inputDevice?.deviceId === id) await audio.setAudioConstraints(audio.audioConstraints ?? {});
  else await audio.setInputDevice(id);
}
