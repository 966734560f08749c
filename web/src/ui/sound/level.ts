/** Shows how loud a microphone is, 0 to 1, as often as the screen is drawn, until the returned function is called. */
export function watchLevel(stream: MediaStream, show: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = requestAnimationFrame(look);
  function look(): void {
    analyser.getFloatTimeDomainData(samples);
    show(levelOf(samples));
    frame = requestAnimationFrame(look);
  }
  return () => {
    cancelAnimationFrame(frame);
    context.close().catch(() => {});
  };
}

/** The loudness of a piece of sound as ears count it: 0 for silence and all below -60 dB, 1 for the loudest there is. */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return power === 0 ? 0 : Math.min(1, Math.max(0, (10 * Math.log10(power) + 60) / 60));
}
