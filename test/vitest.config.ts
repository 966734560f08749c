import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Values of a deployment that exists nowhere. They reach the Worker as its variables and secrets would. */
const deployment = {
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
  TWILIO_API_KEY: 'SK00000000000000000000000000000002',
  TWILIO_API_SECRET: 'an api secret for tests',
  TWILIO_TWIML_APP_SID: 'AP00000000000000000000000000000003',
  TWILIO_PHONE_NUMBER: '+18195550100',
  TWILIO_AUTH_TOKEN: 'the current auth token',
  TWILIO_AUTH_TOKEN_NEXT: 'the next auth token',
  PUBLIC_URL: 'https://phone.example',
  OWNER_CODE: 'OWNER-C0DE1',
};

/** The full counts of generated runs take their time. */
const testTimeout = process.env['FULL'] ? 600_000 : 30_000;

/** Cloudflare's runtime with our bindings. */
const workerd = () =>
  cloudflareTest({
    wrangler: { configPath: fileURLToPath(new URL('../wrangler.toml', import.meta.url)) },
    // Seeded runs of generated input; the full counts come with FULL=1.
    miniflare: { bindings: { ...deployment, FULL: process.env['FULL'] ?? '' } },
  });

export default defineConfig({
  root,
  test: {
    // Logs of the Worker are shown where a test fails.
    silent: 'passed-only',
    projects: [
      {
        root,
        plugins: [svelte({ configFile: fileURLToPath(new URL('../web/svelte.config.js', import.meta.url)) })],
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], environment: 'node', testTimeout },
      },
      {
        root,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], environment: 'node', testTimeout },
      },
      // What was built, held against budgets.json: needs the output of the build step.
      {
        root,
        // Packing the whole app takes seconds, on a busy machine many.
        test: {
          name: 'budgets',
          include: ['test/budgets/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
        },
      },
      {
        root,
        test: { name: 'bench', include: ['test/bench/*.test.ts'], environment: 'node', testTimeout: 120_000 },
      },
      {
        root,
        plugins: [workerd()],
        test: {
          name: 'bench-workerd',
          include: ['test/bench/workerd/*.test.ts'],
          isolate: false,
          maxWorkers: 1,
          testTimeout: 600_000,
        },
      },
      {
        root,
        plugins: [workerd()],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          setupFiles: ['test/worker/support/reset.ts'],
          // One workerd for all files: starting one costs two seconds.
          isolate: false,
          maxWorkers: 1,
          testTimeout,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
