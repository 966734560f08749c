/** The ways a person puts the telephone on a screen by hand, where the browser cannot be asked to. */
export type InstallSteps = 'ios-safari' | 'ios-other' | 'mac-safari' | 'firefox-android';

/** What a browser says of itself. */
export interface BrowserFacts {
  userAgent: string;
  /** `navigator.maxTouchPoints`: an iPad says it is a Mac, but no Mac can be touched. */
  touchPoints: number;
}

/** Others on iOS keep Safari's words and add their own name; a page inside an app lacks `Version/`. */
const OTHERS =
  /CriOS|FxiOS|EdgiOS|EdgA|OPiOS|OPT\/|OPR\/|GSA\/|DuckDuckGo|Ddg\/|YaBrowser|Brave|Focus\/|Chrome|Firefox/;
const isSafari = (userAgent: string): boolean => /Version\/.*Safari\//.test(userAgent) && !OTHERS.test(userAgent);

const isIos = ({ userAgent, touchPoints }: BrowserFacts): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && touchPoints > 1);

/** Whether the telephone would stand on a home screen here, rather than on a desktop. */
export const isHandheld = (browser: BrowserFacts): boolean => isIos(browser) || browser.userAgent.includes('Android');

/**
 * The steps for this browser; null where there are none: those that ask by themselves, and those that cannot.
 * Safari adds to the Dock from version 17 on (macOS Sonoma).
 */
export function stepsFor(browser: BrowserFacts): InstallSteps | null {
  const { userAgent } = browser;
  if (isIos(browser)) return isSafari(userAgent) ? 'ios-safari' : 'ios-other';
  if (/Android.*Firefox\//.test(userAgent)) return 'firefox-android';
  const version = Number(/Version\/(\d+)/.exec(userAgent)?.[1] ?? 0);
  return userAgent.includes('Macintosh') && isSafari(userAgent) && version >= 17 ? 'mac-safari' : null;
}
