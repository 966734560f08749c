/** Security headers of every response: the Worker adds them to what it answers, the web build writes them for /assets/*. */

const ALWAYS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'microphone=(self), speaker-selection=(self), camera=(), geolocation=(), payment=(), usb=()',
};

const ONE_YEAR_SECONDS = 31_536_000;

/**
 * What a page of ours may do. Svelte 5 makes its fragments through the Trusted Types policy `svelte-trusted-html`, and
 * `bakelite-service-worker` knows the address of one script; nothing else may turn text into markup or code.
 */
function contentSecurityPolicy(connectSources: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' mediastream: blob:",
    `connect-src ${["'self'", ...connectSources].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html bakelite-service-worker',
  ].join('; ');
}

/** Headers of a response of the Worker. `connectSources` are the origins the telephone speaks to besides its own. */
export function responseHeaders(connectSources: readonly string[], isHttps: boolean): Record<string, string> {
  return {
    ...ALWAYS,
    'Content-Security-Policy': contentSecurityPolicy(connectSources),
    ...(isHttps ? { 'Strict-Transport-Security': `max-age=${ONE_YEAR_SECONDS}` } : {}),
  };
}

/**
 * Headers of the hashed files under /assets/*, which the assets layer answers without asking the Worker. Not `immutable`: the
 * layer says the same of a file that is not there (yet), and that answer must not be kept.
 */
export function assetHeaders(): Record<string, string> {
  return {
    ...ALWAYS,
    'Content-Security-Policy': contentSecurityPolicy([]),
    'Cache-Control': `public, max-age=300, stale-while-revalidate=${ONE_YEAR_SECONDS}`,
  };
}
