import { execFile } from 'node:child_process';
import { samples } from './tone.ts';
import { readWav } from './wav.ts';
import { SAMPLE_RATE } from '../ports.ts';
import type { Source } from '../ports.ts';

const SYLLABLE_MS = 160;
const WORD_GAP_MS = 60;
const SENTENCE_GAP_MS = 240;
/** Far from the tones of keys, ringing and busy. */
const PITCHES_HZ = [220, 262, 294, 330, 392, 523, 587, 659];
const MAX_MS = 60_000;

function syllablesOf(word: string): string[] {
  return word.match(/[^aeiouyà-öø-ÿ]*[aeiouyà-öø-ÿ]+|[^aeiouyà-öø-ÿ]+$/gi) ?? [];
}

function pitchOf(syllable: string): number {
  let hash = 7;
  for (const character of syllable.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return PITCHES_HZ[hash % PITCHES_HZ.length] ?? 330;
}

function renderSyllable(hz: number): number[] {
  const length = (SAMPLE_RATE * SYLLABLE_MS) / 1000;
  return Array.from({ length }, (_, index) => {
    const envelope = Math.sin((Math.PI * index) / length);
    const phase = (2 * Math.PI * hz * index) / SAMPLE_RATE;
    return Math.round(5500 * envelope * (Math.sin(phase) + 0.35 * Math.sin(2 * phase)));
  });
}

const gap = (ms: number): number[] => new Array<number>((SAMPLE_RATE * ms) / 1000).fill(0);

/**
 * Text as a pattern of syllable-like tones: nobody understands it, everybody hears that something is being said, the same
 * text always sounds the same, and longer text takes longer. At most a minute.
 */
export function spokenPattern(text: string): Source {
  const limit = (SAMPLE_RATE * MAX_MS) / 1000;
  const spoken: number[] = [];
  for (const [token] of text.matchAll(/[\p{L}\p{N}']+|[.!?;:,]/gu)) {
    if (spoken.length >= limit) break;
    if (/^[.!?;:,]$/.test(token)) spoken.push(...gap(SENTENCE_GAP_MS));
    else
      spoken.push(...syllablesOf(token).flatMap((syllable) => renderSyllable(pitchOf(syllable))), ...gap(WORD_GAP_MS));
  }
  return samples(Int16Array.from(spoken.slice(0, limit)));
}

function runSpeaker(program: string, language: string, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', timeout: 5000, maxBuffer: 20_000_000 } as const;
    const child = execFile(program, ['--stdout', '-v', language, '--stdin'], options, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.on('error', reject);
    child.stdin?.end(text);
  });
}

export interface SpeechOptions {
  /** BCP 47, as in `<Say language>`. */
  language?: string;
  /** An espeak-ng program to speak with; without it, or when it fails, the pattern is played. */
  program?: string | null;
}

/** What `<Say>` sounds like. Never rejects. */
export async function speech(
  text: string,
  { language = 'en-US', program = null }: SpeechOptions = {},
): Promise<Source> {
  if (program === null || !/^[a-zA-Z-]{2,12}$/.test(language)) return spokenPattern(text);
  try {
    return samples(readWav(await runSpeaker(program, language.split('-')[0]?.toLowerCase() ?? 'en', text)));
  } catch {
    return spokenPattern(text);
  }
}
