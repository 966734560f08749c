// Builds the page as its next version would be: the same code under another version number, into the folder given.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const [outDir, version] = process.argv.slice(2);
if (!outDir || !version) throw new Error('Usage: node test/support/next-version.ts FOLDER VERSION');

await build({
  configFile: fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url)),
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: true,
    // No file of this version has a name that the one before has: as if all of its code had changed.
    rolldownOptions: {
      output: { chunkFileNames: 'assets/next-[name]-[hash].js', entryFileNames: 'assets/next-[name]-[hash].js' },
    },
  },
  plugins: [
    {
      name: 'test:next-version',
      enforce: 'pre',
      transform: (code, id) =>
        id.endsWith('/package.json') ? JSON.stringify({ ...(JSON.parse(code) as object), version }) : null,
    },
  ],
});
// The message compiler's database leaves timers of half a minute behind.
process.exit();
