/**
 * G.711 mu-law (ITU-T G.711, 14-bit) as table look-ups.
 * 0xFF and 0x7F both decode to 0, and 0 encodes to 0xFF: silence stays exact silence.
 */
const BIAS = 0x84;
const CLIP = 32635;

const decodeTable = Int16Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const magnitude = ((((inverted & 0x0f) << 3) + BIAS) << exponent) - BIAS;
  return inverted & 0x80 ? -magnitude : magnitude;
});

function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

const encodeTable = Uint8Array.from({ length: 65536 }, (_, index) => encodeSample(index - 32768));

/** 16-bit samples to mu-law bytes. */
export function encodeMulaw(samples: Int16Array): Uint8Array {
  return Uint8Array.from(samples, (sample) => encodeTable[sample + 32768] ?? 0xff);
}

/** Mu-law bytes to 16-bit samples. */
export function decodeMulaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, (code) => decodeTable[code] ?? 0);
}
