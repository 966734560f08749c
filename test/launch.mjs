// The launcher of `npm start` and `npm test`: plain JavaScript for the system's Node 20 or newer, because nothing is
// installed yet when it runs. It installs what is missing, then hands over to the Node that the lockfile brings.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const isWindows = process.platform === 'win32';

/** Ends with a sentence a person can act on. */
function stop(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(
    `Bakelite needs Node 20 or newer; this is ${process.version}. Install it from https://nodejs.org, then try again.`,
  );
}

/** True when node_modules holds exactly the packages and versions that the lockfile asks of this machine. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (optional && !present[path]) || present[path]?.version === version,
  );
}

function install() {
  console.log('Installing packages (once; about a minute)…');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
  });
  if (status !== 0)
    stop('The packages could not be installed: see the lines above. Check the network, then try again.');
}

/** The Node of the lockfile when this platform has one, else the one that runs this file, when that is new enough. */
function bundledNode() {
  const path = join(bin, isWindows ? 'node.cmd' : 'node');
  if (existsSync(path)) return path;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `No Node comes with Bakelite for ${process.platform}-${process.arch}: install Node 24 or newer, then try again.`,
  );
}

const [script, ...args] = process.argv.slice(2);
if (!script) stop('Usage: node test/launch.mjs SCRIPT [ARGUMENT…]');
if (!isInstalled()) install();

const child = spawn(bundledNode(), [join(root, script), ...args], {
  cwd: root,
  stdio: 'inherit',
  shell: isWindows,
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
