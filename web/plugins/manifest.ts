import type { Plugin } from 'vite';
import { manifestLanguages, manifestOf } from '../manifest.ts';

/** Writes `manifest.<language>.webmanifest` beside the page; the Worker chooses one at `/manifest.webmanifest`. */
export function manifestFiles(): Plugin {
  return {
    name: 'bakelite:manifest',
    apply: 'build',
    generateBundle() {
      for (const language of manifestLanguages) {
        const source = JSON.stringify(manifestOf(language));
        this.emitFile({ type: 'asset', fileName: `manifest.${language}.webmanifest`, source });
      }
    },
  };
}
