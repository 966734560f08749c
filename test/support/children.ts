import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

const children = new Set<ChildProcess>();

/** Wrangler without telemetry, without a look for updates and without Cloudflare's description of this machine: nothing leaves. */
export const quietWrangler = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

/** Starts a program that ends with this one. `node` is the Node that runs us; other names are looked up on the PATH. */
export function start(program: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const isNode = program === 'node';
  const child = spawn(isNode ? process.execPath : program, args, {
    stdio: 'inherit',
    shell: !isNode && process.platform === 'win32',
    ...options,
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

/** Runs a program to its end; resolves its exit code and what it printed. */
export async function run(program: string, args: string[], env: Record<string, string> = {}) {
  const child = start(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quietWrangler, ...env },
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += `${program}: ${error.message}\n`;
      resolve(127);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
  return { code, output };
}

/** Ends every program started here. */
export function endAll(): void {
  for (const child of children) child.kill('SIGTERM');
}

/** Ends every started program when this one is told to end. */
export function endTogether(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      endAll();
      process.exit(0);
    });
  }
  process.on('exit', endAll);
}
