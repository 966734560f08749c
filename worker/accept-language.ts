/** The languages that the app is written in. */
export type Language = 'en' | 'fr';

const isLanguage = (tag: string): tag is Language => tag === 'en' || tag === 'fr';

/** Which of our languages a person prefers, by an `Accept-Language` header (RFC 9110, 12.5.4); English when it names neither. */
export function languageOf(header: string): Language {
  const wanted = header.split(',').map((range) => ({
    language: range.trim().split(/[-;]/, 1)[0]?.toLowerCase() ?? '',
    weight: Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1),
  }));
  return (
    wanted
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .map(({ language }) => language)
      .find(isLanguage) ?? 'en'
  );
}
