import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = `${root}test/.out/worker/`;

/** What a storage binding does while a test runs. */
export type StorageState = 'works' | 'hangs' | 'throws';

/** The built Worker with its real assets, on a real port of this machine. */
export interface RunningWorker {
  url: string;
  /** Makes the directory (KV) or the object hang or throw, or work again. */
  setStorage(faults: { directory?: StorageState; object?: StorageState }): Promise<void>;
  /** Puts other files of the page online in place of these, at once; storage stays. */
  deploys(folder: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Boots the bundle that `wrangler deploy --dry-run` wrote, with the bindings of wrangler.toml.
 * `persistTo` keeps KV and objects on disk, so that a second start finds the same state.
 */
export async function startWorker(options: {
  port: number;
  vars: Record<string, string>;
  persistTo?: string;
}): Promise<RunningWorker> {
  copyFileSync(`${root}test/support/faulty-worker.mjs`, `${built}faulty-worker.mjs`);
  const miniflare = new Miniflare(miniflareOptions(options, `${root}web/dist`));
  await miniflare.ready;
  const url = `http://localhost:${options.port}`;
  return {
    url,
    async setStorage(faults) {
      await fetch(`${url}/test-faults`, { method: 'POST', body: JSON.stringify(faults) });
    },
    deploys: (folder) => miniflare.setOptions(miniflareOptions(options, folder)),
    stop: () => miniflare.dispose(),
  };
}

function miniflareOptions(options: Parameters<typeof startWorker>[0], assetsFolder: string) {
  const { modulesRules: _, ...workerOptions } = unstable_getMiniflareWorkerOptions(
    `${root}wrangler.toml`,
  ).workerOptions;
  // One machine signs in as many people here: the limits are the subject of a test of their own.
  const ample = (namespace_id: string) => ({ namespace_id, simple: { limit: 10_000, period: 60 as const } });
  const { assets } = workerOptions;
  if (assets === undefined) throw new Error('wrangler.toml names no assets.');
  return convertV4MiniflareOptions({
    host: '127.0.0.1',
    handleStructuredLogs: ({ level, message }) => (level === 'error' ? console.error(message) : undefined),
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
        bindings: Object.assign({}, workerOptions.bindings, options.vars),
        ratelimits: { SIGN_IN_LIMIT: ample('1001'), TOKEN_LIMIT: ample('1002') },
      },
    ],
  });
}
