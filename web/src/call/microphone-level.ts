import { listenEveryMs } from './speaking.ts';

/**
 * Tells how loud a microphone is, ten times a second (RMS, 0 to 1), until the returned function is called. A muted track gives
 * silence, so a copy of it is listened to; what it hears goes nowhere.
 */
export function listenToMicrophone(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const copy = track.clone();
  copy.enabled = true;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
  }, listenEveryMs);
  return () => {
    clearInterval(timer);
    copy.stop();
    void context.close();
  };
}
