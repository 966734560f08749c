import { listDurableObjectIds, reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, vi } from 'vitest';

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  // An object that fell asleep meanwhile would keep what it stored: only those awake are wiped.
  for (const id of await listDurableObjectIds(env.SWITCHBOARD))
    await runInDurableObject(env.SWITCHBOARD.get(id), () => null);
  await reset();
});
