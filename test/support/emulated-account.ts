import type { AccountInput } from '../emulator/account.ts';

/** The line of {@link emulatedAccount}: a number reserved for fiction. */
export const LINE = '+18195550100';

/** An account nobody could mistake for a real one: a Québec line and one app, both pointed at `serverUrl`. */
export function emulatedAccount(serverUrl: string): AccountInput {
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
    phoneNumbers: [
      {
        sid: 'PN000000000000000000000000000fa4e0',
        phoneNumber: LINE,
        voiceUrl: `${serverUrl}/voice`,
        voiceFallbackUrl: `${serverUrl}/fallback`,
        statusCallback: `${serverUrl}/status`,
      },
    ],
  };
}
