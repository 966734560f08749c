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

test('every variable that the Worker reads is in the README’s table, but for the one that only tests set', () => {
  const named = [...readme.matchAll(/^\| `([A-Z_]+)` \| /gm)].map(([, name]) => name);
  const read = Object.keys(Variables.entries).filter((name) => name !== 'ENDPOINTS');
  expect(named.toSorted()).toEqual(read.toSorted());
});
