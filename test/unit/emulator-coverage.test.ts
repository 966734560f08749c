import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { AccountSchema } from '../emulator/account.ts';
import { COVERAGE } from '../emulator/coverage.ts';
import type { Surface } from '../emulator/coverage-rows.ts';
import { FaultInput } from '../emulator/control/fault-inputs.ts';
import { controlRoutes } from '../emulator/control/routes.ts';
import { CHARACTERS } from '../emulator/numbers/characters.ts';
import { restRoutes } from '../emulator/rest/routes.ts';
import { SURFACE } from '../emulator/rest/surface.ts';
import { GRAMMAR } from '../emulator/twiml/grammar.ts';
import { createExchangeUnderTest } from '../support/emulated-exchange.ts';

const items = (surface: Surface) =>
  COVERAGE.filter((row) => row.surface === surface)
    .map(({ item }) => item)
    .sort();
const { account, control, exchange, ledger } = createExchangeUnderTest({});
const emulator = new URL('../emulator/', import.meta.url);
const frames = readFileSync(new URL('signaling/frames.ts', emulator), 'utf8');

describe('the coverage table says what the code does, no more and no less', () => {
  test('TwiML elements and attributes', () => {
    const known = Object.entries(GRAMMAR).flatMap(([name, { attributes }]) => [
      name,
      ...attributes.map((attribute) => `${name}.${attribute}`),
    ]);
    expect(items('twiml')).toEqual(known.sort());
  });

  test('REST routes and their fields', () => {
    const routes = restRoutes({ account, ledger, exchange })
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(SURFACE).sort()).toEqual(routes.sort());
    const fields = Object.entries(SURFACE).flatMap(([resource, names]) => names.map((name) => `${resource} ${name}`));
    expect(items('rest')).toEqual([...routes, ...fields].sort());
  });

  test('control routes', () => {
    expect(items('control')).toEqual(
      controlRoutes(control)
        .routes.map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  test('signaling frames', () => {
    const read = [...frames.matchAll(/type: v\.literal\('(\w+)'\)/g)].map(([, type]) => type);
    const written = [
      ...(/interface ServerPayloads \{([\s\S]*?)\n\}/.exec(frames)?.[1] ?? '').matchAll(/^ {2}(\w+):/gm),
    ].map(([, type]) => type);
    expect(items('signaling in')).toEqual(read.sort());
    expect(items('signaling out')).toEqual(written.sort());
  });

  test('characters and faults', () => {
    expect(items('character')).toEqual([...CHARACTERS].sort());
    expect(items('fault')).toEqual(FaultInput.options.map((option) => option.entries.kind.literal).sort());
  });

  test('every fault is explained in the README', () => {
    const readme = readFileSync(new URL('README.md', emulator), 'utf8');
    const explained = [...readme.matchAll(/^\| `([a-z-]+)` \|.*\|.*\|$/gm)].map(([, kind]) => kind);
    expect(items('fault')).toEqual(explained.sort());
  });

  test('every row names a test that is there, and every guess is in the README', () => {
    const readme = readFileSync(new URL('README.md', emulator), 'utf8');
    for (const { item, testedBy, status } of COVERAGE) {
      expect(existsSync(new URL(`../${testedBy}`, emulator)), `${item}: ${testedBy}`).toBe(true);
      if (status === 'guess') expect(readme, item).toContain(item);
    }
  });

  test('nothing is said twice', () => {
    const keys = COVERAGE.map(({ surface, item }) => `${surface} ${item}`);
    expect(keys).toEqual([...new Set(keys)]);
  });
});

test('the account in the README is one that the emulator takes', () => {
  const readme = readFileSync(new URL('README.md', emulator), 'utf8');
  const [example] = /^ {4}\{\n(?: {6}.*\n)+ {4}\}$/m.exec(readme) ?? [];
  expect(v.safeParse(AccountSchema, JSON.parse(example ?? 'null')).issues).toBeUndefined();
});
