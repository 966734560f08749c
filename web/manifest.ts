import english from './messages/en.json' with { type: 'json' };
import french from './messages/fr.json' with { type: 'json' };

const words = { en: english, fr: french };

export type ManifestLanguage = keyof typeof words;
export const manifestLanguages: readonly ManifestLanguage[] = ['en', 'fr'];

/** Ivory: the ground that the round mark lies on, and what shows until the page has its own colours. */
const IVORY = '#f8f5ef';

const icon = (name: string, px: number, purpose: 'any' | 'maskable' | 'monochrome') => ({
  src: `/icons/${name}-${px}.png`,
  sizes: `${px}x${px}`,
  type: 'image/png',
  purpose,
});

const shortcut = (screen: 'keypad' | 'recents', name: string) => ({
  name,
  url: `/#${screen}`,
  icons: [icon(`shortcut-${screen}`, 96, 'any')],
});

/**
 * What a browser needs to install the telephone, in one language (https://www.w3.org/TR/appmanifest/). Both are the same app:
 * the `id` says so. A `tel:` link arrives in the fragment: the number never reaches a server, and an open window is not loaded
 * again (https://wicg.github.io/manifest-incubations/ has the handlers).
 */
export function manifestOf(language: ManifestLanguage) {
  const said = words[language];
  const picture = (name: string, width: number, height: number, label: string) => ({
    src: `/pictures/${name}-${language}.png`,
    sizes: `${width}x${height}`,
    type: 'image/png',
    form_factor: width > height ? 'wide' : 'narrow',
    label,
  });
  return {
    id: '/',
    name: said.app_name,
    short_name: said.app_name,
    description: said.app_description,
    lang: language,
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    display_override: ['standalone', 'minimal-ui'],
    background_color: IVORY,
    theme_color: IVORY,
    categories: ['business', 'productivity', 'utilities'],
    icons: [
      icon('mark', 192, 'any'),
      icon('mark', 512, 'any'),
      icon('maskable', 512, 'maskable'),
      icon('monochrome', 512, 'monochrome'),
      { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ],
    screenshots: [
      picture('keypad', 585, 1266, said.picture_keypad),
      picture('recents', 585, 1266, said.picture_recents),
      picture('desktop', 1280, 800, said.picture_desktop),
    ],
    shortcuts: [shortcut('keypad', said.keypad), shortcut('recents', said.recents)],
    protocol_handlers: [{ protocol: 'tel', url: '/#tel=%s' }],
    launch_handler: { client_mode: ['focus-existing', 'auto'] },
    prefer_related_applications: false,
  };
}
