/**
 * Opens the page again, in the newest version that is on the device: the one at hand could not be loaded whole. A version
 * that waits takes over meanwhile, or at the next time.
 */
export async function reopen(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  registration?.waiting?.postMessage({ type: 'SKIP_WAITING' });
  location.reload();
}
