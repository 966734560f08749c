import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Variables } from '../../worker/config.ts';
import { root } from '../support/source-files.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('every path the README names is there', () => {
  const paths = [...readme.matchAll(/`((?:worker|web|test)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !path.includes('.out') && !existsSync(join(root, path)))).toEqual([]);
});

test('every command the README names is a script, and every script is named', () => {
  const named = [...readme.matchAll(/npm (?:run )?(start|test:full|test|\w+)/g)].map(([, name]) => name ?? '');
  const known = Object.keys(scripts);
  // npm ci is npm's own.
  expect([...new Set(named)].filter((name) => name !== 'ci' && !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !named.includes(name))).toEqual([]);
});

const comingFrom = readFileSync(join(root, '.github/coming-from-the-old-softphone.md'), 'utf8');

/** What the tables of old names, in both pages, say of each: its name here, or why it has none. */
const newNames = `${readme.split('## Coming from')[1]?.split('\n## ')[0]}\n${comingFrom}`
  .split('\n')
  .filter((line) => /^\| (?!old |---)/.test(line))
  .map((line) => line.split('|')[2]?.trim() ?? '');

test('every old name has a new one, or is gone, or not yet', () => {
  expect(newNames.length).toBeGreaterThan(60);
  expect(newNames.filter((words) => !/`|^gone|^not yet|^the same/.test(words))).toEqual([]);
});

test('a new name is in the file it is said to be in', () => {
  const said = newNames.flatMap((words) => [...words.matchAll(/`(\w+)`(?: and `(\w+)`)? in `([\w./-]+)`/g)]);
  expect(said.length).toBeGreaterThan(20);
  const absent = said.flatMap(([, one, two, path = '']) => {
    const source = readFileSync(join(root, path), 'utf8');
    return [one, two].filter((name) => name && !new RegExp(`\\b${name}\\b`).test(source));
  });
  expect(absent).toEqual([]);
});

test('every file and command among the new names is there', () => {
  const paths = newNames.flatMap((words) => [...words.matchAll(/`((?:worker|web|test)\/[\w./-]+)`/g)]);
  expect(paths.map(([, path]) => path ?? '').filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const commands = newNames.flatMap((words) => [...words.matchAll(/npm (?:run )?([\w:]+)/g)]);
  expect(commands.map(([, name]) => name ?? '').filter((name) => !(name in scripts))).toEqual([]);
});

test('every variable that the Worker reads is in the README’s table, but for the one that only tests set', () => {
  const named = [...readme.matchAll(/^\| `([A-Z_]+)` \| /gm)].map(([, name]) => name);
  const read = Object.keys(Variables.entries).filter((name) => name !== 'ENDPOINTS');
  expect(named.toSorted()).toEqual(read.toSorted());
});
