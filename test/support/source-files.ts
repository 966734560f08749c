import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the project. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const SOURCE = /\.(ts|svelte|js|mjs|css)$/;
const MADE = /(^|\/)(node_modules|dist|dist-local|paraglide|\.out)(\/|$)|worker-configuration\.d\.ts$/;

/** Paths, relative to the top, of every source file in these rooms that a person wrote. */
export function sourceFiles(rooms: string[]): string[] {
  return rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((path) => !MADE.test(path)),
  );
}
