import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from '../support/source-files.ts';

interface Import {
  from: string;
  to: string;
  isTypeOnly: boolean;
}

const PATTERN =
  /^\s*(import|export)\s+(type\s)?[^'"`;]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(resolve(root, file), 'utf8');
  return [...text.matchAll(PATTERN)].map(([, , type, named, bare, dynamic]) => {
    const specifier = named ?? bare ?? dynamic ?? '';
    const to = specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : specifier;
    return { from: file, to, isTypeOnly: Boolean(type) };
  });
}

const files = sourceFiles(['worker', 'web', 'test']);
const imports = files.flatMap(importsOf);
const from = (prefix: string) => imports.filter((each) => each.from.startsWith(prefix));
const isIn =
  (...rooms: string[]) =>
  ({ to }: Import) =>
    rooms.some((room) => to === room || to.startsWith(`${room}/`));
const isPackage = ({ to }: Import) => !/^(worker|web|test)\//.test(to);

test('the import reader sees the three kinds of import', () => {
  const ids = 'worker/protocol/ids.ts';
  expect(from(ids)).toEqual([{ from: ids, to: 'valibot', isTypeOnly: false }]);
  expect(from('worker/protocol.ts')).toContainEqual({ from: 'worker/protocol.ts', to: ids, isTypeOnly: false });
  expect(imports.some((each) => each.to === '@twilio/voice-sdk')).toBe(true);
});

test('what crosses to the browser imports the schema library only', () => {
  const isOwn = isIn('worker/protocol');
  expect(from('worker/protocol').filter((each) => each.to !== 'valibot' && !isOwn(each))).toEqual([]);
});

test('the telephone takes from the Worker its protocol, the type of its API and nothing else', () => {
  const crossing = from('web/src/').filter(isIn('worker'));
  const wrong = crossing.filter(
    ({ to, isTypeOnly }) => !to.startsWith('worker/protocol') && !(isTypeOnly && to === 'worker/api/index.ts'),
  );
  expect(wrong).toEqual([]);
});

test('the Worker imports nothing of the telephone or the tests', () => {
  expect(from('worker/').filter(isIn('web', 'test'))).toEqual([]);
});

test('the emulated Twilio knows only itself', () => {
  expect(from('test/emulator/').filter((each) => !isPackage(each) && !isIn('test/emulator')(each))).toEqual([]);
});

test('product code imports nothing of the tests, and no Twilio server library', () => {
  const product = [...from('worker/'), ...from('web/')];
  expect(product.filter((each) => isIn('test')(each) || each.to === 'twilio')).toEqual([]);
});

test('worker/twilio is a leaf: no Hono, no room above it', () => {
  const wrong = from('worker/twilio/').filter((each) => {
    const isOwn = isIn('worker/twilio')(each) || each.to.startsWith('worker/protocol');
    return each.to.startsWith('hono') || each.to.startsWith('cloudflare:') || (!isPackage(each) && !isOwn);
  });
  expect(wrong).toEqual([]);
});

test('pure rooms import no edge', () => {
  const pure = [
    'worker/dialplan.ts',
    'worker/numbering.ts',
    'worker/history.ts',
    'worker/conversation.ts',
    'worker/twilio/twiml.ts',
    'worker/twilio/xml.ts',
    'web/src/call/call.ts',
    'web/src/call/effects.ts',
    'web/src/call/ending.ts',
    'web/src/call/party.ts',
    'web/src/call/token-schedule.ts',
  ];
  expect(pure.filter((file) => !files.includes(file))).toEqual([]);
  const edges = ['hono', 'cloudflare:workers', '@twilio/voice-sdk', 'svelte'];
  const wrong = pure.flatMap(from).filter(({ to }) => edges.some((edge) => to.startsWith(edge)));
  expect(wrong).toEqual([]);
});

test('one adapter imports the SDK', () => {
  const importers = [
    ...new Set(
      from('web/')
        .filter(({ to }) => to.startsWith('@twilio/'))
        .map((each) => each.from),
    ),
  ];
  expect(importers).toEqual(['web/src/call/twilio-voice.ts']);
});

test('components import state and formatting, never the SDK, the API client or the Worker', () => {
  const wrong = from('web/src/ui/').filter(
    (each) =>
      each.to.startsWith('@twilio/') ||
      each.to.startsWith('hono') ||
      (each.to === 'web/src/state/api.ts' && !each.isTypeOnly),
  );
  expect(wrong).toEqual([]);
});
