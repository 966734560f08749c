import { browserPorts, type BrowserPortsOptions } from './browser-ports.ts';
import { PhoneEngine } from './phone-engine.ts';
import type { PhoneView } from './phone-view.ts';

/** The telephone of this browser. The root of a chunk of its own: nothing of it is needed for the first key. */
export const createBrowserEngine = (options: BrowserPortsOptions, publish: (view: PhoneView) => void): PhoneEngine =>
  new PhoneEngine(browserPorts(options), publish);
