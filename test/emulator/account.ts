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

/** The least of an account that can call and be called: what somebody without one is shown. */
export const EXAMPLE_ACCOUNT: AccountInput = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'a-secret-of-your-own',
  apiKeys: [{ sid: `SK${'0'.repeat(32)}`, secret: 'another-secret-of-your-own' }],
  applications: [{ sid: `AP${'0'.repeat(32)}`, voiceUrl: 'https://example.com/outgoing' }],
  phoneNumbers: [{ sid: `PN${'0'.repeat(32)}`, phoneNumber: '+18195550100', voiceUrl: 'https://example.com/voice' }],
};
