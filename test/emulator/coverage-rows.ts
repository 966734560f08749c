/** What a row of the coverage table is about. */
export type Surface =
  'twiml' | 'rest' | 'signaling in' | 'signaling out' | 'control' | 'character' | 'fault' | 'behaviour';

export interface Coverage {
  surface: Surface;
  item: string;
  /** `guess`: it works, but nobody has seen Twilio do it. */
  status: 'supported' | 'partial' | 'guess';
  /** The test file, under test/. */
  testedBy: string;
  note: string;
}

/** Rows of one surface with one test; a text that begins with `guess` or `partial` says so. */
export const rows = (surface: Surface, testedBy: string, items: Record<string, string>): Coverage[] =>
  Object.entries(items).map(([item, text]) => {
    const [, mark, note = ''] = /^(guess|partial)?:? ?(.*)$/s.exec(text) ?? [];
    const status = mark === 'guess' || mark === 'partial' ? mark : 'supported';
    return { surface, item, status, testedBy, note };
  });

export const named = (items: readonly string[]): Record<string, string> =>
  Object.fromEntries(items.map((item) => [item, '']));
