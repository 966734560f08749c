import { Workbox } from 'workbox-window';
import type { Versions } from './app-update.svelte.ts';

/** What a browser without service workers, or the development server, keeps: nothing. */
const noVersions: Versions = { keep() {}, look() {}, activate() {}, reload() {} };

/** The versions as the service worker keeps them. Once for a page: its policy of Trusted Types cannot be made twice. */
export function browserVersions(): Versions {
  return import.meta.env.PROD && 'serviceWorker' in navigator ? keptByServiceWorker() : noVersions;
}

function keptByServiceWorker(): Versions {
  const url = '/sw.js';
  const policy = window.trustedTypes?.createPolicy('bakelite-service-worker', { createScriptURL: (_) => url });
  const workbox = new Workbox(policy?.createScriptURL(url) ?? url);
  return {
    keep({ waiting, replaced }) {
      void workbox.register().then((registration) => {
        if (!registration) return;
        // The first service worker of a browser takes over too, and replaces nothing.
        let hadOne = registration.active !== null;
        navigator.serviceWorker.addEventListener('controllerchange', () => {
          if (hadOne) replaced();
          hadOne = true;
        });
        // Workbox itself stops listening after one that did not come from this page, or failed.
        const found = (): void => {
          if (registration.waiting && registration.active) waiting();
          registration.installing?.addEventListener('statechange', found);
        };
        registration.addEventListener('updatefound', found);
        found();
      }, noServiceWorker);
    },
    look: () => void workbox.update().catch(noServiceWorker),
    activate: () => workbox.messageSkipWaiting(),
    reload: () => location.reload(),
  };
}

/** A browser may refuse (private windows, storage switched off), and there may be no network: the telephone works all the same. */
const noServiceWorker = (): void => {};
