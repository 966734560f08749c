import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium';

/** The path of an installed Chromium: `CHROMIUM_PATH`, else a known name on the PATH, else a known place; null when there is none. */
export function findChromium(): string | null {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const paths = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES];
  return paths.find((path) => existsSync(path)) ?? null;
}

/**
 * The path of a Chromium that runs, installing the distribution's package when there is none and we may.
 * Throws an Error whose message is the exact command to run when we may not.
 */
export function requireChromium(): string {
  const found = findChromium();
  if (found) {
    if (!existsSync(found)) throw new Error(`CHROMIUM_PATH names ${found}, and there is no such file.`);
    return found;
  }
  const hasApt = process.platform === 'linux' && spawnSync('apt-get', ['--version']).status === 0;
  if (hasApt && process.getuid?.() === 0) {
    console.log('Installing Chromium from the distribution (once; about a minute)…');
    const { status } = spawnSync('sh', ['-c', INSTALL], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = findChromium();
    if (status === 0 && installed) return installed;
  }
  throw new Error(
    hasApt
      ? `The browser tests need Chromium. Run: sudo sh -c '${INSTALL}'`
      : 'The browser tests need Chromium or Chrome. Install one, or set CHROMIUM_PATH to its program.',
  );
}
