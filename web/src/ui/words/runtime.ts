/**
 * All that compiled messages ask of paraglide's runtime. The build puts this in its place: the original carries a URL
 * router and cookie strategies, 0.8 KB of the first load, that this app has no use for.
 */

type Tag = 'en' | 'fr';

let current: () => Tag = () => 'en';

/** The language to speak now; messages call it each time, so words change when its answer does. */
export const getLocale = (): Tag => current();

/** Says where the language is known. */
export function overwriteGetLocale(answer: () => Tag): void {
  current = answer;
}

/** Messages look here first; no language is fixed when building. */
export const experimentalStaticLocale = undefined;
