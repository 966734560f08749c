/** The two ways that differ most in which every screen is judged. */
const LOOKS = [
  {
    name: 'phone, light, French',
    judge: 'axe',
    colorScheme: 'light',
    locale: 'fr-CA',
    viewport: { width: 390, height: 844 },
  },
  {
    name: 'desktop, dark, English',
    judge: 'Lighthouse',
    colorScheme: 'dark',
    locale: 'en-CA',
    viewport: { width: 1280, height: 800 },
  },
] as const;

/** The looks that a judge is shown: one each in `npm test`, for the rules of the one are those of the other; all in the full run. */
export const looksFor = (judge: (typeof LOOKS)[number]['judge']) =>
  LOOKS.filter((look) => process.env['FULL'] || look.judge === judge);
