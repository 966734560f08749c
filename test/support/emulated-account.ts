import type { AccountInput } from '../emulator/account.ts';

/** The lines of {@link emulatedAccount}: numbers reserved for fiction. */
export const LINE = '+18195550100';
export const SECOND_LINE = '+18195550199';

/** An account nobody could mistake for a real one: a Québec line or two and one app, all pointed at `serverUrl`. */
export function emulatedAccount(serverUrl: string, { lines = 1 }: { lines?: 1 | 2 } = {}): AccountInput {
  return {
    accountSid: 'AC000000000000000000000000000fa4e0',
    authToken: 'fake-auth-token-of-no-account',
    apiKeys: [{ sid: 'SK000000000000000000000000000fa4e0', secret: 'fake-api-secret-of-no-account' }],
    applications: [
      {
        sid: 'AP000000000000000000000000000fa4e0',
        voiceUrl: `${serverUrl}/outgoing`,
        statusCallback: `${serverUrl}/status`,
      },
    ],
    phoneNumbers: [LINE, SECOND_LINE].slice(0, lines).map((phoneNumber, index) => ({
      sid: `PN0000000000000000000000000${index}0fa4e0`,
      phoneNumber,
      voiceUrl: `${serverUrl}/voice`,
      voiceFallbackUrl: `${serverUrl}/fallback`,
      statusCallback: `${serverUrl}/status`,
    })),
  };
}
