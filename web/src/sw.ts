import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute, setCatchHandler } from 'workbox-routing';
import type { PrecacheEntry } from './precache-entry.ts';

/**
 * The service worker: keeps the telephone on the device, so that it opens without a network, and serves it from there.
 * What is kept is checked each time it is used; what is missing or spoiled is fetched again and mended. `/api` and the
 * webhooks are never touched.
 */
declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] };

const kept = self.__WB_MANIFEST;
const shellUrl = '/';

const precache: PrecacheController = new PrecacheController({
  plugins: [
    {
      cachedResponseWillBeUsed: async ({ request, cachedResponse }): Promise<Response | null> =>
        cachedResponse && (await isWhole(cachedResponse, precache.getIntegrityForCacheKey(request.url)))
          ? cachedResponse
          : null,
    },
  ],
});
precache.precache(kept);

const shellKey = precache.getCacheKeyForURL(shellUrl) ?? shellUrl;
const shellIntegrity = precache.getIntegrityForCacheKey(shellKey);

registerRoute(
  new NavigationRoute(({ event }) => shell(event), { denylist: [/^\/(api|twiml|events|handle_calls)(\/|$)/] }),
);
registerRoute(new PrecacheRoute(precache, { ignoreURLParametersMatching: [] }));
// A kept file is spoiled or cannot be read, and could not be mended.
setCatchHandler(({ request }) => fromNetwork(request.url));

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
// Only a page knows whether somebody talks: it says when a new version may take over.
self.addEventListener('message', ({ data }: { data: unknown }) => {
  if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING')
    void self.skipWaiting();
});

/** The page of every address. A shell that is not ours to keep (a newer one, the setup page) is shown and not kept. */
async function shell(event: ExtendableEvent): Promise<Response> {
  const found = await keptShell();
  if (found === null) return await freshShell();
  event.waitUntil(followPolicy(found.clone()));
  return found;
}

async function keptShell(): Promise<Response | null> {
  // Storage may be refused, or broken: the network is then all there is.
  const found = await openCache()
    .then((cache) => cache.match(shellKey))
    .catch(() => undefined);
  return found && (await isWhole(found, shellIntegrity)) ? found : null;
}

async function freshShell(): Promise<Response> {
  const fresh = await fetch(shellUrl, { cache: 'reload', headers: { Accept: 'text/html' } });
  if (await isWhole(fresh, shellIntegrity)) {
    const copy = fresh.clone();
    await openCache()
      .then((cache) => cache.put(shellKey, copy))
      .catch(() => {});
  }
  return fresh;
}

/** The policy of the page names the servers it may speak to, and a deployment may change them without a new version of the page. */
async function followPolicy(kept: Response): Promise<void> {
  const policyOf = ({ headers }: Response): string | null => headers.get('Content-Security-Policy');
  const now = await fetch(shellUrl, { cache: 'no-cache', headers: { Accept: 'text/html' } }).catch(() => null);
  if (now !== null && policyOf(now) !== policyOf(kept)) await freshShell().catch(() => {});
}

/**
 * A file as the server has it. When it is gone there, a newer version has replaced this one, and the kept shell is of no use
 * any more: the next page is taken from the network, whole.
 */
async function fromNetwork(url: string): Promise<Response> {
  const answer = await fetch(url, { cache: 'reload' }).catch(() => Response.error());
  if (answer.status === 404) {
    await openCache()
      .then((cache) => cache.delete(shellKey))
      .catch(() => false);
  }
  return (await isWhole(answer, integrityOf(url))) ? answer : Response.error();
}

const openCache = (): Promise<Cache> => self.caches.open(precache.strategy.cacheName);
const integrityOf = (url: string): string | undefined =>
  precache.getIntegrityForCacheKey(precache.getCacheKeyForURL(url) ?? '');

/** Whether a response holds what it must, by its SHA-256 (https://www.w3.org/TR/SRI/). A body that cannot be read does not. */
async function isWhole(response: Response, integrity: string | undefined): Promise<boolean> {
  try {
    const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
    return integrity === `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  } catch {
    return false;
  }
}
