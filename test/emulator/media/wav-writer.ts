import { SAMPLE_RATE } from '../ports.ts';

const HEADER_BYTES = 44;

/** 16-bit PCM at 8 kHz as a WAV file; the channels have the same length. */
export function writeWav(channels: readonly Int16Array[]): Buffer {
  const count = channels.length;
  const length = channels[0]?.length ?? 0;
  const dataBytes = length * count * 2;
  const file = Buffer.alloc(HEADER_BYTES + dataBytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(count, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * count * 2, 28);
  file.writeUInt16LE(count * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(dataBytes, 40);
  channels.forEach((samples, channel) => {
    samples.forEach((sample, index) => file.writeInt16LE(sample, HEADER_BYTES + (index * count + channel) * 2));
  });
  return file;
}
