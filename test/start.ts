// `npm start` and `npm run dev`: the emulated Twilio and the Worker on this machine, and the two links to open.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { emulatorAccount, localAccount, newOwnerCode, workerVars } from './support/account.ts';
import { endAll, endTogether, quietWrangler, start } from './support/children.ts';
import { isPortFree } from './support/ports.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const isDev = process.argv.includes('--dev');
const workerPort = portFrom('PORT', 8787);
const emulatorPort = portFrom('EMULATOR_PORT', workerPort + 1);
const vitePort = portFrom('VITE_PORT', workerPort + 2);

function portFrom(name: string, fallback: number): number {
  const given = process.env[name];
  if (given === undefined || given === '') return fallback;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_533) stop(`${name}=${given} is not a port: use 1 to 65533.`);
  return port;
}

function stop(message: string): never {
  console.error(`\n${message}\n`);
  endAll();
  process.exit(1);
}

const ports = { PORT: workerPort, EMULATOR_PORT: emulatorPort, ...(isDev ? { VITE_PORT: vitePort } : {}) };
for (const [name, port] of Object.entries(ports)) {
  if (!(await isPortFree(port))) {
    stop(
      `Port ${port} is taken by another program. End that program, or choose another: ${name}=${port + 100} npm ${isDev ? 'run dev' : 'start'}`,
    );
  }
}
endTogether();

const account = localAccount();
const ownerCode = newOwnerCode();
const emulatorUrl = `http://localhost:${emulatorPort}`;
const publicUrl = `http://localhost:${isDev ? vitePort : workerPort}`;

start('node', ['test/emulator/main.ts'], {
  cwd: root,
  env: {
    ...process.env,
    PORT: String(emulatorPort),
    EMULATOR_ACCOUNT: JSON.stringify(emulatorAccount(account, publicUrl)),
  },
}).on('exit', () => stop('The emulated Twilio ended: see the lines above.'));

mkdirSync(`${root}.wrangler`, { recursive: true });
const variables = `${root}.wrangler/local-${workerPort}.env`;
const lines = Object.entries(workerVars(account, { publicUrl, emulatorUrl, ownerCode }));
writeFileSync(variables, lines.map(([name, value]) => `${name}='${value}'\n`).join(''), { mode: 0o600 });

start(
  'wrangler',
  [
    'dev',
    ...['--port', String(workerPort), '--inspector-port', '0', '--env-file', variables, '--assets', 'web/dist-local'],
    ...['--persist-to', process.env['STATE_FOLDER'] ?? '.wrangler/state'],
    '--show-interactive-dev-session=false',
  ],
  {
    cwd: root,
    env: {
      ...process.env,
      WEB_MODE: 'local',
      ...quietWrangler,
      WRANGLER_LOG: process.env['WRANGLER_LOG'] ?? 'warn',
    },
  },
).on('exit', () => stop('The Worker ended: see the lines above.'));

await untilAnswers(`${emulatorUrl}/`);
await untilAnswers(`http://localhost:${workerPort}/`);
// Only now: the Worker's own build of the page writes files that the development server would reload the page for.
if (isDev) {
  start('vite', ['dev', '-c', 'web/vite.config.ts', '--port', String(vitePort), '--strictPort'], {
    cwd: root,
    env: { ...process.env, WORKER_PORT: String(workerPort), WEB_MODE: 'local' },
  });
  await untilAnswers(`${publicUrl}/`);
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await answers(url))) {
    if (Date.now() > deadline) stop(`${url} did not answer within a minute.`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

console.log(`
  Bakelite is running. No account, no cost: Twilio is emulated on this machine.

  1. Your phone           ${publicUrl}/#code=${ownerCode}
     (open it once to sign in; the code is ${ownerCode})
  2. The outside world    ${emulatorUrl}/
     (an ordinary telephone: call ${account.phoneNumber} from it, or call it from your phone)

  Stop with Ctrl+C.
`);
