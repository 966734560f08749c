/** One file that a telephone keeps on its device: the build lists them for the service worker. */
export interface PrecacheEntry {
  url: string;
  /** Changes with the file; null when the address itself does. */
  revision: string | null;
  /** Subresource Integrity of the content (https://www.w3.org/TR/SRI/): what is kept is never used unless it is this. */
  integrity: string;
}
