// `npm test`, `npm run test:full`, `npm run check`, `npm run screenshots`: which steps, in which order, and how long each took.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endTogether, run } from './support/children.ts';
import { requireChromium } from './support/chromium.ts';

interface Step {
  name: string;
  program: string;
  args: string[];
}

process.chdir(fileURLToPath(new URL('../', import.meta.url)));
endTogether();
const only = process.argv[2];
const env: Record<string, string> = only === '--full' ? { FULL: '1' } : {};

const vitest = (name: string, project: string): Step => ({
  name,
  program: 'vitest',
  args: ['run', '-c', 'test/vitest.config.ts', '--project', project],
});
const playwright = (name: string, folder: string): Step => ({
  name,
  program: 'playwright',
  args: ['test', '-c', 'test/playwright.config.ts', folder],
});

// Writes the types of the bindings; the build it runs on the way writes the messages.
const generate: Step[] = [
  { name: 'generated types', program: 'wrangler', args: ['types', 'worker/worker-configuration.d.ts'] },
];
const checks: Step[] = [
  { name: 'format', program: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'lint', program: 'eslint', args: ['-c', 'test/eslint.config.js', '--max-warnings', '0', '.'] },
  { name: 'types: worker', program: 'tsc', args: ['-p', 'worker'] },
  { name: 'types: tests', program: 'tsc', args: ['-p', 'test'] },
  {
    name: 'types: web',
    program: 'svelte-check',
    args: ['--workspace', 'web', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'types: service worker', program: 'tsc', args: ['-p', 'web/tsconfig.sw.json'] },
  { name: 'types: vite', program: 'tsc', args: ['-p', 'web/tsconfig.config.json'] },
  { name: 'types: workerd', program: 'tsc', args: ['-p', 'test/worker'] },
  { name: 'unused code', program: 'knip', args: ['--config', 'test/knip.json', '--no-progress'] },
];
const unit = vitest('unit', 'unit');
const inWorkerd = [vitest('worker', 'worker'), vitest('contract', 'contract')];
const build: Step[] = [
  { name: 'build', program: 'wrangler', args: ['deploy', '--dry-run', '--outdir', 'test/.out/worker'] },
];
const budgets = vitest('budgets', 'budgets');

/** Runs the lanes beside each other, the steps of a lane one after the other; stops at the first failure and prints it. */
async function lanes(...all: Step[][]): Promise<void> {
  await Promise.all(
    all.map(async (steps) => {
      for (const step of steps) await perform(step);
    }),
  );
}

async function perform(step: Step): Promise<void> {
  const startedAt = performance.now();
  const { code, output } = await run(step.program, step.args, { ...env, NO_COLOR: '1' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (code !== 0) {
    console.log(`${output}\n✗ ${step.name} failed after ${seconds} s`);
    process.exit(1);
  }
  const summary = output.match(/^\s*(Tests\s.*|\d+ passed.*)$/m)?.[1]?.trim() ?? '';
  console.log(`✓ ${step.name.padEnd(24)} ${seconds.padStart(6)} s  ${summary}`);
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  rmSync('test/.out', { recursive: true, force: true });
  if (only !== '--check') process.env['CHROMIUM_PATH'] = requireChromium();
  await lanes(generate);
  if (only === '--screenshots') {
    await lanes([...build, playwright('screenshots', 'screenshots')]);
    console.log('The pictures are in test/.out/screenshots.');
    return;
  }
  if (only === '--check') await lanes([...checks.slice(0, 3)], [...checks.slice(3), unit]);
  else {
    await lanes([...checks, unit], [...build, budgets, ...inWorkerd]);
    await lanes([playwright('browser', 'e2e')]);
    if (only === '--full') await lanes([vitest('benches in workerd', 'bench-workerd'), vitest('benches', 'bench')]);
  }
  console.log(`All passed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
