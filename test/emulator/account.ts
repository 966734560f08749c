import * as v from 'valibot';

const sid = (prefix: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `must be ${prefix} and 32 hex digits`));
const webhookUrl = v.pipe(v.string(), v.regex(/^https?:\/\//, 'must be an absolute http(s) URL'));
const method = v.optional(v.pipe(v.string(), v.picklist(['GET', 'POST'])), 'POST');

/** The one account an emulator serves: who may sign in to it, and what its numbers and apps are pointed at. */
export const AccountSchema = v.strictObject({
  accountSid: sid('AC'),
  authToken: v.pipe(v.string(), v.minLength(1)),
  apiKeys: v.array(v.strictObject({ sid: sid('SK'), secret: v.pipe(v.string(), v.minLength(1)) })),
  applications: v.array(
    v.strictObject({
      sid: sid('AP'),
      voiceUrl: webhookUrl,
      voiceMethod: method,
      voiceFallbackUrl: v.optional(webhookUrl),
      statusCallback: v.optional(webhookUrl),
    }),
  ),
  phoneNumbers: v.array(
    v.strictObject({
      sid: sid('PN'),
      phoneNumber: v.pipe(v.string(), v.regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number')),
      voiceUrl: webhookUrl,
      voiceMethod: method,
      voiceFallbackUrl: v.optional(webhookUrl),
      statusCallback: v.optional(webhookUrl),
    }),
  ),
});
export type Account = v.InferOutput<typeof AccountSchema>;
export type AccountInput = v.InferInput<typeof AccountSchema>;

/**
 * An account nobody could mistake for a real one: a Québec line and one app, both pointed at `workerUrl`.
 * The paths are those of the softphone this emulator was made for; everything else about them is Twilio's.
 */
export function fakeAccount(workerUrl: string): AccountInput {
  return {
    accountSid: 'AC000000000000000000000000000fa4e0',
    authToken: 'fake-auth-token-of-no-account',
    apiKeys: [{ sid: 'SK000000000000000000000000000fa4e0', secret: 'fake-api-secret-of-no-account' }],
    applications: [
      {
        sid: 'AP000000000000000000000000000fa4e0',
        voiceUrl: `${workerUrl}/twiml/outgoing`,
        statusCallback: `${workerUrl}/events/call`,
      },
    ],
    phoneNumbers: [
      {
        sid: 'PN000000000000000000000000000fa4e0',
        phoneNumber: '+18199754345',
        voiceUrl: `${workerUrl}/handle_calls`,
        voiceFallbackUrl: `${workerUrl}/twiml/fallback`,
        statusCallback: `${workerUrl}/events/call`,
      },
    ],
  };
}
