/**
 * Only in `vite build --mode local`, before everything else: the SDK speaks `wss:` and nothing else, and a server on this
 * machine has no certificate. The SDK takes `WebSocket` when its module is evaluated, so this must run first.
 */
globalThis.WebSocket = new Proxy(WebSocket, {
  construct(target, [url, protocols]: [string | URL, (string | string[])?]) {
    const plain = String(url).replace(/^wss:(?=\/\/(localhost|127\.0\.0\.1)[:/])/, 'ws:');
    return new target(plain, protocols);
  },
});
