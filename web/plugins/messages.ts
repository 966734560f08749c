import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import type { Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What the telephone says, from messages/*.json: compiled to functions, both languages complete, and as small as they can be. */
export function messages(): Plugin[] {
  return [
    completeLanguages(),
    plainRuntime(),
    plainMessages(),
    ...[
      paraglideVitePlugin({
        project: here('../project.inlang'),
        outdir: here('../src/paraglide'),
        outputStructure: 'message-modules',
        // The app decides and tells the runtime; cookies and addresses say nothing about language.
        strategy: ['globalVariable', 'baseLocale'],
        isServer: 'false',
        emitReadme: false,
      }),
    ].flat(),
  ];
}

/** Fails the build when a message is missing in a language: the other language would stand in for it without a word. */
function completeLanguages(): Plugin {
  const keysOf = (language: string): Set<string> =>
    new Set(Object.keys(JSON.parse(readFileSync(here(`../messages/${language}.json`), 'utf8')) as object));
  return {
    name: 'bakelite:complete-languages',
    buildStart() {
      const [english, french] = [keysOf('en'), keysOf('fr')];
      const missing = [
        ...[...english.difference(french)].map((key) => `fr.json: ${key}`),
        ...[...french.difference(english)].map((key) => `en.json: ${key}`),
      ];
      if (missing.length > 0) this.error(`Messages are missing:\n${missing.join('\n')}`);
    },
  };
}

/** Compiled messages ask paraglide's runtime for the language and nothing else: a small module answers in its place. */
function plainRuntime(): Plugin {
  return {
    name: 'bakelite:plain-runtime',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source === '../runtime.js' && importer?.includes('/paraglide/messages/')
        ? here('../src/ui/words/runtime.ts')
        : null,
  };
}

/**
 * A compiled message is three functions with options that nobody here uses: 260 bytes of the first load. One that holds no
 * plural becomes a single function; anything else stays as it was compiled.
 */
function plainMessages(): Plugin {
  return {
    name: 'bakelite:plain-messages',
    transform: (code, id) => (/\/paraglide\/messages\/(?!_)[^/]+\.js$/.test(id) ? plainMessage(code) : null),
  };
}

function plainMessage(code: string): string | null {
  const name = /^export const (\w+)/m.exec(code)?.[1];
  const [english, french] = ['en', 'fr'].map((tag) => textOf(code, tag));
  if (name === undefined || english === undefined || french === undefined) return null;
  return [
    "import { getLocale } from '../runtime.js';",
    `export const ${name} = (i) => (getLocale() === 'fr' ? ${french} : ${english});`,
  ].join('\n');
}

/** The template literal that a message is in one language, or nothing when it is more than that. */
function textOf(code: string, tag: string): string | undefined {
  return new RegExp(
    `^const ${tag}_\\w+ = /\\*\\*[^/]*\\*/ \\(i?\\) => \\{\\s*return /\\*\\*[^/]*\\*/ \\((\`[^\`]*\`)\\)\\s*\\};`,
    'm',
  ).exec(code)?.[1];
}
