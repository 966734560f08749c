import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import { responseHeaders } from '../../worker/headers.ts';
import type { PrecacheEntry } from '../src/precache-entry.ts';

/** Builds `src/sw.ts` into the output, once everything else is written, with the list of what it keeps. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'bakelite:service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const { outDir, target } = config.build;
        await build({
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          define: {
            'self.__WB_MANIFEST': JSON.stringify(precacheOf(outDir)),
            'process.env.NODE_ENV': '"production"',
          },
          build: {
            outDir,
            emptyOutDir: false,
            target,
            rolldownOptions: {
              input: fileURLToPath(new URL('../src/sw.ts', import.meta.url)),
              output: { format: 'iife', entryFileNames: 'sw.js' },
            },
          },
        });
      },
    },
  };
}

/** Everything the telephone needs without a network: the shell, its code and styles, its sounds. Not what only installing needs, nor the folders inside. */
export function precacheOf(folder: string): PrecacheEntry[] {
  const shell = readFileSync(join(folder, 'index.html'));
  // The headers are kept with the shell: a new policy makes a new revision of it.
  const policy = JSON.stringify(responseHeaders([], true));
  return [
    { url: '/', revision: hashOf(shell + policy, 'hex').slice(0, 16), integrity: integrityOf(shell) },
    ...namesIn(join(folder, 'assets'))
      .filter((name) => /-[\w-]{8}\.(js|css|wav)$/.test(name))
      .map((name) => ({
        url: `/assets/${name}`,
        revision: null,
        integrity: integrityOf(readFileSync(join(folder, 'assets', name))),
      })),
  ];
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : []);

const hashOf = (content: string | Buffer, encoding: 'hex' | 'base64'): string =>
  createHash('sha256').update(content).digest(encoding);

const integrityOf = (content: Buffer): string => `sha256-${hashOf(content, 'base64')}`;
