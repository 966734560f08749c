/** A country's name in a language, from its ISO 3166 code. No flag: half the systems draw letters or empty boxes instead. */
export const countryName = (region: string, locale: string): string =>
  new Intl.DisplayNames(locale, { type: 'region' }).of(region) ?? region;
