import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { assetHeaders } from '../worker/headers.ts';
import { messages } from './plugins/messages.ts';
import { serviceWorker } from './plugins/service-worker.ts';
import { manifestFiles } from './plugins/manifest.ts';

/** Code that nobody misses without a network: they can wait for the import or the export of a file. */
const onlyForFiles = /\/web\/src\/contacts\/|\/worker\/protocol\/cells\.ts$|\/node_modules\/(ical\.js|papaparse)\//;

/** The chunk that plays what only the network has. */
const onlyOnline = 'Recordings';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `local`: the build that speaks to an emulated Twilio on this machine. Set by `--mode local` or `WEB_MODE=local`. */
export default defineConfig(({ mode }) => {
  const isLocal = (process.env.WEB_MODE ?? mode) === 'local';
  const worker = `http://localhost:${process.env.WORKER_PORT ?? '8787'}`;
  return {
    root: here('.'),
    cacheDir: here('../node_modules/.vite'),
    plugins: [
      ...messages(),
      svelte({ configFile: here('./svelte.config.js') }),
      headersFile(),
      serviceWorker(),
      manifestFiles(),
      ...(isLocal ? [localEntry()] : []),
    ],
    build: {
      outDir: here(isLocal ? './dist-local' : './dist'),
      emptyOutDir: true,
      target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // Svelte does not say so itself: without this, parts of it that only later screens use, or none, load first.
        treeshake: {
          moduleSideEffects: [{ test: /svelte\/src\/(legacy|internal\/client\/dom)\//, sideEffects: false }],
        },
        output: {
          // Little things that several parts share come in one piece: each piece of its own has its price.
          codeSplitting: {
            groups: [{ name: 'problems', test: /\/call\/(problems|speaking|timeouts)\.ts$|\/state\/plain\.ts$/ }],
          },
          // In a folder of its own, which the service worker does not keep: files of contacts, and recordings.
          chunkFileNames: ({ name, moduleIds }) =>
            `assets/${name === onlyOnline || moduleIds.every((id) => onlyForFiles.test(id)) ? 'files/' : ''}[name]-[hash].js`,
          assetFileNames: ({ names }) =>
            `assets/${names.includes(`${onlyOnline}.css`) ? 'files/' : ''}[name]-[hash][extname]`,
        },
      },
      sourcemap: false,
      // Sounds are fetched, and the policy of the page lets no data: address be fetched.
      assetsInlineLimit: (file: string) => (file.endsWith('.wav') ? false : undefined),
    },
    // Found late, in a lazy chunk, one of these would make the development server reload the page: in the middle of a sign-in, say.
    optimizeDeps: {
      include: ['@twilio/voice-sdk', 'hono/client', 'libphonenumber-js/min', 'svelte/attachments', 'valibot'],
    },
    server: {
      proxy: Object.fromEntries(
        ['/api', '/twiml', '/handle_calls', '/events', '/manifest.webmanifest'].map((path) => [
          path,
          { target: worker, ws: true },
        ]),
      ),
    },
  };
});

/** The one difference of the local build: an entry that runs before the telephone's own. */
function localEntry(): Plugin {
  return {
    name: 'bakelite:local-entry',
    transformIndexHtml: {
      order: 'pre',
      handler: () => [{ tag: 'script', attrs: { type: 'module', src: '/src/local.ts' }, injectTo: 'head-prepend' }],
    },
  };
}

/** Headers of what the assets layer serves without asking the Worker (https://developers.cloudflare.com/workers/static-assets/headers/). */
function headersFile(): Plugin {
  return {
    name: 'bakelite:headers',
    apply: 'build',
    generateBundle() {
      const lines = Object.entries(assetHeaders()).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({ type: 'asset', fileName: '_headers', source: ['/assets/*', ...lines, ''].join('\n') });
    },
  };
}
