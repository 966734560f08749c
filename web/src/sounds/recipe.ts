/**
 * The sounds of this telephone, as arithmetic. `test/support/make-sounds.ts` writes them into the files beside this one.
 * Call progress tones are North American (ITU-T E.180 supplement 2): the line is. Keys are DTMF (ITU-T Q.23).
 */
export interface Sound {
  /** Samples a second. */
  rate: number;
  /** -1 to 1. */
  samples: Float32Array;
}

const columns = [1209, 1336, 1477];
const rows = [697, 770, 852, 941];
const keys = ['123', '456', '789', '*0#'];

/** Every sound by its file name, without the extension. */
export function recipes(): Record<string, Sound> {
  const dtmf = keys.flatMap((row, r) =>
    [...row].map((key, c): [string, Sound] => [
      `dtmf-${nameOfKey(key)}`,
      tone(8_000, 0.12, [rows[r] ?? 0, columns[c] ?? 0], 0.22),
    ]),
  );
  return {
    silence: { rate: 8_000, samples: new Float32Array(80) },
    ringtone: ringtone(),
    ringback: tone(8_000, 2, [440, 480], 0.16),
    busy: tone(8_000, 0.5, [480, 620], 0.16),
    // In the ear, under a voice: a tenth of the others.
    waiting: tone(8_000, 0.3, [440], 0.03),
    connect: join(tone(8_000, 0.07, [523.25], 0.22), tone(8_000, 0.1, [783.99], 0.22)),
    end: join(tone(8_000, 0.09, [440], 0.22), tone(8_000, 0.14, [293.66], 0.22)),
    ...Object.fromEntries(dtmf),
  };
}

/** `*` and `#` are not for file names. */
export const nameOfKey = (key: string): string => (key === '*' ? 'star' : key === '#' ? 'hash' : key);

/** Two short peals of a small bell, as an old set on a wooden table would ring, without its anger. */
function ringtone(): Sound {
  const rate = 16_000;
  const samples = new Float32Array(rate * 1.9);
  const strokes = 18;
  for (let peal = 0; peal < 2; peal++)
    for (let stroke = 0; stroke < strokes; stroke++)
      strike(samples, rate, peal * 1 + stroke * 0.045, stroke % 2 === 0 ? 1046.5 : 1318.5);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return {
    rate,
    samples: fade(
      samples.map((sample) => (sample / peak) * 0.7),
      rate,
      0.02,
    ),
  };
}

/** One stroke: a few partials of a bell, dying away at their own pace. */
function strike(samples: Float32Array, rate: number, at: number, hz: number): void {
  const partials: readonly (readonly [ratio: number, level: number, decaySeconds: number])[] = [
    [1, 1, 0.16],
    [2.01, 0.45, 0.09],
    [2.98, 0.22, 0.06],
    [4.2, 0.1, 0.04],
  ];
  const start = Math.round(at * rate);
  const attack = 0.002 * rate;
  for (let i = 0; i < rate * 0.5 && start + i < samples.length; i++) {
    const t = i / rate;
    let sum = 0;
    for (const [ratio, level, decay] of partials)
      sum += level * Math.exp(-t / decay) * Math.sin(2 * Math.PI * hz * ratio * t);
    samples[start + i] = (samples[start + i] ?? 0) + sum * Math.min(1, i / attack);
  }
}

/** The notes of the hold music, in hertz, and a bass under every fourth: a slow walk through four chords. */
const melody = [
  [554.37, 698.46, 830.61, 698.46],
  [554.37, 698.46, 932.33, 698.46],
  [369.99, 554.37, 739.99, 554.37],
  [622.25, 523.25, 622.25, 830.61],
];
const beatSeconds = 0.5;

/** What a caller hears while they wait: eight seconds that begin where they end, soft enough to talk over. */
export function holdMusic(): Sound {
  const rate = 8_000;
  const beats = melody.flat();
  const samples = new Float32Array(rate * beatSeconds * beats.length);
  const pluck = (at: number, hz: number, level: number, decaySeconds: number): void => {
    for (let i = 0; i < rate * decaySeconds * 5; i++) {
      const place = (at + i) % samples.length;
      const t = i / rate;
      const swell = Math.min(1, t / 0.02) * Math.exp(-t / decaySeconds) * level;
      const wave = Math.sin(2 * Math.PI * hz * t) + 0.2 * Math.sin(4 * Math.PI * hz * t);
      samples[place] = (samples[place] ?? 0) + swell * wave;
    }
  };
  beats.forEach((hz, beat) => {
    const at = beat * beatSeconds * rate;
    pluck(at, hz, 0.16, 0.35);
    if (beat % 4 === 0) pluck(at, hz / 2, 0.12, 0.7);
  });
  return { rate, samples };
}

/** Sines of equal level together, with edges soft enough not to click. */
function tone(rate: number, seconds: number, frequencies: readonly number[], level: number): Sound {
  const samples = new Float32Array(Math.round(seconds * rate)).map((_, i) =>
    frequencies.reduce((sum, hz) => sum + level * Math.sin((2 * Math.PI * hz * i) / rate), 0),
  );
  return { rate, samples: fade(samples, rate, 0.006) };
}

function fade(samples: Float32Array, rate: number, seconds: number): Float32Array {
  const edge = seconds * rate;
  return samples.map((sample, i) => sample * Math.min(1, i / edge, (samples.length - 1 - i) / edge));
}

const join = (first: Sound, second: Sound): Sound => ({
  rate: first.rate,
  samples: Float32Array.from([...first.samples, ...second.samples]),
});

/** A WAV file of 8-bit mu-law (format 7), mono: half the bytes of PCM, and every browser decodes it. */
export function wav({ rate, samples }: Sound): Uint8Array {
  const header = 58;
  const file = new DataView(new ArrayBuffer(header + samples.length + (samples.length % 2)));
  const text = (at: number, word: string): void => {
    for (let i = 0; i < word.length; i++) file.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, 'RIFF');
  file.setUint32(4, file.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  file.setUint32(16, 18, true);
  file.setUint16(20, 7, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, rate, true);
  file.setUint16(32, 1, true);
  file.setUint16(34, 8, true);
  file.setUint16(36, 0, true);
  text(38, 'fact');
  file.setUint32(42, 4, true);
  file.setUint32(46, samples.length, true);
  text(50, 'data');
  file.setUint32(54, samples.length, true);
  samples.forEach((sample, i) => file.setUint8(header + i, muLaw(sample)));
  return new Uint8Array(file.buffer);
}

/** ITU-T G.711 mu-law of one sample, -1 to 1. */
function muLaw(sample: number): number {
  const linear = Math.round(Math.max(-1, Math.min(1, sample)) * 32_635);
  const magnitude = Math.abs(linear) + 132;
  const exponent = Math.min(7, Math.floor(Math.log2(magnitude)) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((linear < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
