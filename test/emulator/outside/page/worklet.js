/** Between the sound card's rate and the line's 8 kHz, 160 samples a frame. */
const FRAME_SAMPLES = 160;

/** Microphone to frames: each line sample is the mean of the card's samples it covers. */
class Mouth extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.step = sampleRate / processorOptions.lineHz;
    this.due = this.step;
    this.sum = 0;
    this.count = 0;
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
  }

  process([input]) {
    for (const sample of input?.[0] ?? []) {
      this.sum += sample;
      this.count += 1;
      this.due -= 1;
      if (this.due <= 0) this.finishSample();
    }
    return true;
  }

  finishSample() {
    this.frame[this.filled] = Math.max(-1, Math.min(1, this.sum / this.count)) * 32767;
    this.filled += 1;
    this.sum = 0;
    this.count = 0;
    this.due += this.step;
    if (this.filled < FRAME_SAMPLES) return;
    this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
  }
}

const CUSHION_FRAMES = 3;
const MAX_FRAMES = 12;

/** Frames to loudspeaker: a short cushion against jitter, straight lines between samples. */
class Ears extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.step = processorOptions.lineHz / sampleRate;
    this.frames = [];
    this.isFlowing = false;
    this.position = 0;
    this.previous = 0;
    this.current = 0;
    this.fraction = 1;
    this.port.onmessage = ({ data }) => {
      this.frames.push(new Int16Array(data));
      if (this.frames.length > MAX_FRAMES) this.frames.splice(0, this.frames.length - CUSHION_FRAMES);
      if (this.frames.length >= CUSHION_FRAMES) this.isFlowing = true;
    };
  }

  nextSample() {
    if (!this.isFlowing) return 0;
    const [frame] = this.frames;
    if (!frame) {
      this.isFlowing = false;
      return 0;
    }
    const sample = frame[this.position] / 32768;
    this.position += 1;
    if (this.position >= frame.length) {
      this.frames.shift();
      this.position = 0;
    }
    return sample;
  }

  process(_inputs, [output]) {
    const [channel] = output;
    for (let index = 0; index < channel.length; index += 1) {
      while (this.fraction >= 1) {
        this.previous = this.current;
        this.current = this.nextSample();
        this.fraction -= 1;
      }
      channel[index] = this.previous + (this.current - this.previous) * this.fraction;
      this.fraction += this.step;
    }
    for (const other of output.slice(1)) other.set(channel);
    return true;
  }
}

registerProcessor('mouth', Mouth);
registerProcessor('ears', Ears);
