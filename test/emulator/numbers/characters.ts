/** How a telephone of the outside world behaves when it is called. */
export const CHARACTERS = [
  'manual',
  'echo',
  'tone',
  'music',
  'busy',
  'no-answer',
  'declines',
  'not-in-service',
  'menu',
  'early-media',
] as const;
export type Character = (typeof CHARACTERS)[number];

/** What a telephone says into a call. */
export type Says = { toneHz: number } | { silence: true } | { microphone: true };

export interface PhoneSettings {
  character: Character;
  says: Says;
  /** The network vouches for its number: true passed, false failed, null said nothing. Also allows it as a callerId. */
  verified: boolean | null;
  /** Answers by itself after so long; null rings until somebody answers. */
  answerAfterMs: number | null;
}

/** What a character does when nothing else was asked for. */
export function defaultsOf(character: Character): PhoneSettings {
  const settings: PhoneSettings = { character, says: { microphone: true }, verified: null, answerAfterMs: null };
  switch (character) {
    case 'echo':
    case 'music':
    case 'menu':
      return { ...settings, answerAfterMs: 300 };
    case 'tone':
      return { ...settings, says: { toneHz: 1000 }, answerAfterMs: 300 };
    case 'early-media':
      return { ...settings, says: { toneHz: 1000 } };
    case 'manual':
    case 'busy':
    case 'no-answer':
    case 'declines':
    case 'not-in-service':
      return settings;
  }
}

/** The telephones that are always there. +1 819 555 01xx and +1 514 555 01xx are reserved for fiction. */
export const FIXED_PHONES: Record<string, PhoneSettings> = {
  '+18195550101': defaultsOf('echo'),
  '+18195550102': defaultsOf('tone'),
  '+18195550103': defaultsOf('music'),
  '+18195550104': defaultsOf('busy'),
  '+18195550105': defaultsOf('no-answer'),
  '+18195550106': defaultsOf('declines'),
  '+18195550107': defaultsOf('not-in-service'),
  '+18195550108': defaultsOf('menu'),
  '+18195550109': { ...defaultsOf('early-media'), answerAfterMs: 6000 },
  '+15145550123': defaultsOf('manual'),
};
