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

registerRoute(new NavigationRoute(() => shell(), { denylist: [/^\/(api|twiml|events|handle_calls)(\/|$)/] }));
registerRoute(new PrecacheRoute(precache, { ignoreURLParametersMatching: [] }));
setCatchHandler(async ({ request }) => {
  await forgetShellIfReplaced(request.url);
  return Response.error();
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
// Only a page knows whether somebody talks: it says when a new version may take over.
self.addEventListener('message', ({ data }: { data: unknown }) => {
  if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING')
    void self.skipWaiting();
});

/** The page of every address. A shell that is not ours to keep (a newer one, the setup page) is shown and not kept. */
async function shell(): Promise<Response> {
  const { cache, key, integrity } = await keptShell();
  const found = await cache.match(key).catch(() => undefined);
  if (found && (await isWhole(found, integrity))) return found;
  const fresh = await fetch(shellUrl, { cache: 'reload', headers: { Accept: 'text/html' } });
  if (await isWhole(fresh, integrity)) await cache.put(key, fresh.clone());
  return fresh;
}

/**
 * A kept file is spoiled and cannot be mended. When that is because a newer version has replaced it on the server, the
 * kept shell is of no use any more: the next page is taken from the network, whole.
 */
async function forgetShellIfReplaced(url: string): Promise<void> {
  const answer = await fetch(url, { cache: 'reload' }).catch(() => null);
  if (answer?.status !== 404) return;
  const { cache, key } = await keptShell();
  await cache.delete(key);
}

async function keptShell() {
  const key = precache.getCacheKeyForURL(shellUrl) ?? shellUrl;
  const cache = await self.caches.open(precache.strategy.cacheName);
  return { cache, key, integrity: precache.getIntegrityForCacheKey(key) };
}

/** Whether a response holds what it must, by its SHA-256 (https://www.w3.org/TR/SRI/). A body that cannot be read does not. */
async function isWhole(response: Response, integrity: string | undefined): Promise<boolean> {
  try {
    const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
    return integrity === `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  } catch {
    return false;
  }
}
