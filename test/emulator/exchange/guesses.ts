/**
 * What nobody here has seen Twilio do, where a softphone has to live with either answer: a test chooses one.
 * The first of each is how the emulator behaves unless told otherwise.
 */
export const GUESSES = {
  /** A call whose first verb is a Pause, and which nobody answered: the REST API redirects it, or says 21220. */
  leadingPause: ['accepts-redirect', 'refuses-redirect'],
  /** How the legs end that ring beside the one that answers. */
  ringLosers: ['canceled', 'no-answer'],
  /** Whether those who are in a conference when REST completes it are hung up on, or go on with their TwiML. */
  completedConference: ['hangs-up', 'moves-on'],
} as const;

export type Guesses = { -readonly [Name in keyof typeof GUESSES]: (typeof GUESSES)[Name][number] };

export const unguessed = (): Guesses => ({
  leadingPause: 'accepts-redirect',
  ringLosers: 'canceled',
  completedConference: 'hangs-up',
});
