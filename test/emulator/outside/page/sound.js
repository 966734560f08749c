/** The sound of this telephone: microphone and ears of one call, as 16-bit 8 kHz frames over a WebSocket, and the bell. */

const LINE_HZ = 8000;
let context = null;
let modules = null;

/** The audio context, made at the first gesture: browsers keep it silent before. */
async function openContext() {
  context ??= new AudioContext();
  modules ??= context.audioWorklet.addModule('/outside/worklet.js');
  if (context.state !== 'running') await context.resume();
  await modules;
  return context;
}

function lowPass(hz) {
  return new BiquadFilterNode(context, { type: 'lowpass', frequency: hz, Q: 0.7 });
}

async function openMicrophone() {
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return navigator.mediaDevices.getUserMedia({ audio });
}

/** Which words explain that there is no microphone. */
function reasonOf(error) {
  if (error?.name === 'NotAllowedError' || !navigator.mediaDevices) return 'microphoneDenied';
  return error?.name === 'NotFoundError' ? 'microphoneMissing' : 'microphoneBusy';
}

/** Opens the sound of a call. `onNotice(key)` says what is wrong, `null` when it is mended. The returned function closes it. */
export async function openSound(number, onNotice) {
  await openContext();
  let isOpen = true;
  let socket = null;
  let stream = null;

  const ears = new AudioWorkletNode(context, 'ears', { numberOfInputs: 0, processorOptions: { lineHz: LINE_HZ } });
  ears.connect(lowPass(3600)).connect(context.destination);

  const mouth = new AudioWorkletNode(context, 'mouth', { numberOfOutputs: 0, processorOptions: { lineHz: LINE_HZ } });
  mouth.port.onmessage = ({ data }) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(data);
  };

  function connect() {
    const url = new URL(`/_emulator/outside?number=${encodeURIComponent(number)}`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => ears.port.postMessage(data, [data]);
    socket.onclose = () => {
      if (!isOpen) return;
      onNotice('soundLost');
      setTimeout(() => isOpen && connect(), 500);
    };
    socket.onopen = () => onNotice(stream ? null : undefined);
  }
  connect();

  try {
    stream = await openMicrophone();
    if (isOpen) context.createMediaStreamSource(stream).connect(lowPass(3400)).connect(mouth);
  } catch (error) {
    onNotice(reasonOf(error));
  }
  const close = () => {
    isOpen = false;
    socket.close();
    ears.disconnect();
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  return close;
}

/** Lets the bell be heard later: call it on any gesture. */
export const wake = () => void openContext().catch(() => undefined);

/** Rings like a bell, two seconds in six, until the returned function is called. Silent before the first gesture. */
export function ring() {
  if (context?.state !== 'running') return () => undefined;
  const volume = new GainNode(context, { gain: 0 });
  volume.connect(context.destination);
  const clapper = new OscillatorNode(context, { type: 'square', frequency: 20 });
  const strike = new GainNode(context, { gain: 0.5 });
  const bell = new GainNode(context, { gain: 0.5 });
  clapper.connect(strike).connect(bell.gain);
  const partials = [1180, 1420, 2950].map((frequency) => new OscillatorNode(context, { frequency }));
  for (const partial of partials) partial.connect(bell);
  bell.connect(volume);
  for (const node of [clapper, ...partials]) node.start();
  const peal = () => {
    volume.gain.setTargetAtTime(0.06, context.currentTime, 0.01);
    volume.gain.setTargetAtTime(0, context.currentTime + 2, 0.05);
  };
  peal();
  const timer = setInterval(peal, 6000);
  return () => {
    clearInterval(timer);
    volume.disconnect();
    for (const node of [clapper, ...partials]) node.stop();
  };
}
