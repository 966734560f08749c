import type { Page } from '@playwright/test';

/** Waits until the service worker of this browser has put the whole app on the device and serves this page. */
export async function isKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (navigator.serviceWorker.controller === null) await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

/** Every address that the app keeps on the device. */
export async function keptAddresses(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const [name] = await caches.keys();
    const cache = await caches.open(name ?? '');
    return (await cache.keys()).map(({ url }) => new URL(url).pathname);
  });
}

/** How many bytes are kept under the addresses that match. */
export async function keptBytes(page: Page, pattern: RegExp): Promise<number> {
  return await page.evaluate(async (source) => {
    const [name] = await caches.keys();
    const cache = await caches.open(name ?? '');
    const requests = (await cache.keys()).filter(({ url }) => new RegExp(source).test(new URL(url).pathname));
    const kept = await Promise.all(requests.map((request) => cache.match(request)));
    const bodies = await Promise.all(kept.map((response) => response?.arrayBuffer()));
    return bodies.reduce((sum, body) => sum + (body?.byteLength ?? 0), 0);
  }, pattern.source);
}

/** Spoils what is kept under the addresses that match: missing, or cut short. */
export async function spoils(page: Page, pattern: RegExp, how: 'missing' | 'truncated'): Promise<void> {
  const count = await page.evaluate(
    async ([source, how]) => {
      const [name] = await caches.keys();
      const cache = await caches.open(name ?? '');
      const requests = (await cache.keys()).filter(({ url }) => new RegExp(source).test(new URL(url).pathname));
      for (const request of requests) {
        const kept = await cache.match(request);
        await cache.delete(request);
        if (how === 'missing' || kept === undefined) continue;
        const body = (await kept.text()).slice(0, 200);
        await cache.put(request, new Response(body, { headers: kept.headers }));
      }
      return requests.length;
    },
    [pattern.source, how] as const,
  );
  if (count === 0) throw new Error(`nothing is kept under ${String(pattern)}`);
}
