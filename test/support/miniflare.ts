import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = `${root}test/.out/worker/`;

/** What a storage binding does while a test runs. Sometimes: three times in ten, and half of these after the work was done. */
export type StorageState = 'works' | 'hangs' | 'throws' | 'throws sometimes';

/** The built Worker with its real assets, on a real port of this machine. */
export interface RunningWorker {
  url: string;
  /** Makes the directory (KV) or the object hang or throw, or work again. `seed` decides when sometimes is. */
  setStorage(faults: { directory?: StorageState; object?: StorageState; seed?: number }): Promise<void>;
  /** So much time passes at once for the Worker and its object, for ever; an alarm that is due by then rings. Tells whether one was. */
  timePasses(ms: number): Promise<boolean>;
  /** Puts other files of the page online in place of these, at once; storage stays. */
  deploys(folder: string): Promise<void>;
  stop(): Promise<void>;
}

interface WorkerOptions {
  port: number;
  vars: Record<string, string>;
  /** Keeps KV and objects on disk, so that a second start finds the same state. */
  persistTo?: string;
  /** Takes each line of the log that is an error, in place of the console. */
  onError?: (line: string) => void;
}

/** Boots the bundle that `wrangler deploy --dry-run` wrote, with the bindings of wrangler.toml. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  copyFileSync(`${root}test/support/faulty-worker.mjs`, `${built}faulty-worker.mjs`);
  const miniflare = new Miniflare(miniflareOptions(options, `${root}web/dist`));
  await miniflare.ready;
  const url = `http://localhost:${options.port}`;
  return {
    url,
    async setStorage(faults) {
      await fetch(`${url}/test-faults`, { method: 'POST', body: JSON.stringify(faults) });
    },
    async timePasses(ms) {
      const response = await fetch(`${url}/test-clock`, { method: 'POST', body: JSON.stringify({ ms }) });
      if (!response.ok) throw new Error(`time did not pass: ${await response.text()}`);
      const { wasDue } = (await response.json()) as { wasDue: boolean };
      return wasDue;
    },
    deploys: (folder) => miniflare.setOptions(miniflareOptions(options, folder)),
    stop: () => miniflare.dispose(),
  };
}

function miniflareOptions(options: WorkerOptions, assetsFolder: string) {
  const onError = options.onError ?? ((line: string) => console.error(line));
  const config = unstable_readConfig({ config: `${root}wrangler.toml` });
  const { modulesRules: _, assets, ...workerOptions } = unstable_getMiniflareWorkerOptions(config).workerOptions;
  if (assets === undefined) throw new Error('wrangler.toml names no assets.');
  // One machine signs in as many people here: the limits are the subject of a test of their own.
  const ample = (namespace_id: string) => ({ namespace_id, simple: { limit: 10_000, period: 60 as const } });
  return convertV4MiniflareOptions({
    host: '127.0.0.1',
    handleStructuredLogs: ({ level, message }) => (level === 'error' ? onError(message) : undefined),
    port: options.port,
    ...(options.persistTo ? { resourcePersistencePath: options.persistTo } : {}),
    workers: [
      {
        ...workerOptions,
        name: 'bakelite',
        modulesRoot: built,
        modules: [
          { type: 'ESModule', path: `${built}faulty-worker.mjs` },
          { type: 'ESModule', path: `${built}index.js` },
        ],
        assets: { ...assets, directory: assetsFolder },
        // Not what wrangler found in a .dev.vars of this machine.
        bindings: Object.assign({}, config.vars, options.vars),
        ratelimits: { SIGN_IN_LIMIT: ample('1001'), TOKEN_LIMIT: ample('1002') },
      },
    ],
  });
}
