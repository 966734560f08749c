import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const out = fileURLToPath(new URL('.out/', import.meta.url));

// Two workers, each with a house of its own: a person mostly waits, and two cores carry two calls without a gap in the sound.
export default defineConfig({
  testDir: fileURLToPath(new URL('.', import.meta.url)),
  testMatch: ['e2e/**/*.spec.ts', 'screenshots/**/*.spec.ts'],
  outputDir: `${out}playwright`,
  workers: 2,
  fullyParallel: false,
  timeout: 45_000,
  expect: { timeout: 8_000 },
  repeatEach: process.env['FULL'] ? 3 : 1,
  // Sound and seconds are real here, and a busy machine may stall a browser: what fails once is tried again and listed as
  // flaky. The full run forgives nothing.
  retries: process.env['FULL'] ? 0 : 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
});
