import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from '../support/source-files.ts';

const lines = sourceFiles(['worker', 'web', 'test']).map((file) => ({
  file,
  lines: readFileSync(resolve(root, file), 'utf8').split('\n').length - 1,
}));

test('no source file is longer than 300 lines, no component longer than 120', () => {
  expect(lines.filter(({ file, lines }) => lines > (file.endsWith('.svelte') ? 120 : 300))).toEqual([]);
});

test('the median source file is about 100 lines', () => {
  const sorted = lines.map((each) => each.lines).toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(120);
});

test('only the agreed names stand at the top level', () => {
  const visible = readdirSync(root).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  const agreed = [
    'LICENSE',
    'README.md',
    'package-lock.json',
    'package.json',
    'test',
    'tsconfig.json',
    'web',
    'worker',
    'wrangler.toml',
  ];
  expect(visible.filter((name) => !agreed.includes(name))).toEqual([]);
});
