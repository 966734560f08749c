import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const out = fileURLToPath(new URL('.out/', import.meta.url));

// One worker: the sound of a call is measured, and two cores carry one house with its browsers at a time.
export default defineConfig({
  testDir: fileURLToPath(new URL('.', import.meta.url)),
  testMatch: ['e2e/**/*.spec.ts', 'screenshots/**/*.spec.ts'],
  outputDir: `${out}playwright`,
  workers: 1,
  fullyParallel: false,
  timeout: 45_000,
  expect: { timeout: 8_000 },
  repeatEach: process.env['FULL'] ? 3 : 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
});
