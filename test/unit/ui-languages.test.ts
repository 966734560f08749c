import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BlockReason, CallState, ErrorCode } from '../../worker/protocol.ts';
import { problemCodes } from '../../web/src/call/problems.ts';

type Message = string | { match: Record<string, string> }[];

const read = (language: string): Map<string, Message> =>
  new Map(
    Object.entries(
      JSON.parse(readFileSync(new URL(`../../web/messages/${language}.json`, import.meta.url), 'utf8')) as Record<
        string,
        Message
      >,
    ),
  );

const english = read('en');
const french = read('fr');
const textsOf = (message: Message | undefined): string[] =>
  typeof message === 'string' ? [message] : (message ?? []).flatMap(({ match }) => Object.values(match));
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

test('both languages say everything', () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
});

test('no message is empty, and each language fills in the same blanks', () => {
  for (const [key, message] of english) {
    const ours = textsOf(french.get(key));
    for (const text of [...textsOf(message), ...ours]) expect(text.trim(), key).not.toBe('');
    expect(ours.map(placeholders), key).toEqual(textsOf(message).map(placeholders));
  }
});

test('French keeps its signs with the word before them, and writes the apostrophe that curls', () => {
  for (const [key, message] of french)
    for (const text of textsOf(message))
      expect(text, key).not.toMatch(/[^\u00a0\u202f?!]([;?!»]|:(?!\/\/|\d))|«[^\u00a0]|\w'\w/);
});

test('a plural has a form for one and a form for all the rest', () => {
  for (const language of [english, french]) {
    for (const [key, message] of language) {
      if (typeof message === 'string') continue;
      const forms = Object.keys(message[0]?.match ?? {});
      expect(
        forms.some((form) => form.endsWith('=one')),
        key,
      ).toBe(true);
      expect(
        forms.some((form) => form.endsWith('=*')),
        key,
      ).toBe(true);
    }
  }
});

test('every trouble has a cause and an action, in words that end like sentences', () => {
  for (const code of problemCodes) {
    for (const part of ['cause', 'action']) {
      const key = `problem_${code.replaceAll('-', '_')}_${part}`;
      for (const language of [english, french]) expect(language.get(key), key).toMatch(/[.!]$/);
    }
  }
});

test('every refusal, every state of a call and every error of the exchange has words', () => {
  const wanted = [
    ...BlockReason.options.map((reason) => `block_${reason}`),
    ...CallState.options.map((state) => `state_${state}`),
    ...ErrorCode.options.map((code) => `error_${code}`),
  ].map((key) => key.replaceAll('-', '_'));
  expect(wanted.filter((key) => !english.has(key))).toEqual([]);
});

test('French keeps its signs: guillemets, curly apostrophes, and no space that could break before them', () => {
  for (const [key, message] of french) {
    for (const text of textsOf(message)) {
      expect(text, key).not.toMatch(/['"“”]/);
      expect(text, key).not.toMatch(/[ ](?=[:»?!])|« /);
    }
  }
});

test('the words that others count on do not drift', () => {
  const pairs = {
    call: ['Call', 'Appeler'],
    answer: ['Answer', 'Répondre'],
    decline: ['Decline', 'Refuser'],
    hang_up: ['Hang up', 'Raccrocher'],
  };
  for (const [key, words] of Object.entries(pairs)) expect([english.get(key), french.get(key)]).toEqual(words);
});
