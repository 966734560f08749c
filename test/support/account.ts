import { randomBytes } from 'node:crypto';
import { base32, spellCode } from '../../worker/auth/code.ts';

/** A made-up Twilio account with a Québec number or two and one TwiML App, whose webhooks are ours. */
export interface LocalAccount {
  accountSid: string;
  authToken: string;
  apiKey: string;
  apiSecret: string;
  appSid: string;
  /** The main line: the first of {@link LocalAccount.lines}. */
  phoneNumber: string;
  lines: readonly { sid: string; phoneNumber: string }[];
}

const sid = (prefix: string, mark = 'ba4e') => prefix + mark.padStart(32, '0');

const MAIN_LINE = { sid: sid('PN'), phoneNumber: '+18195550100' };
const SECOND_LINE = { sid: sid('PN', 'ba4e2'), phoneNumber: '+18195550199' };

/** Fixed, obviously made-up SIDs; the secrets are new each time, so nothing that leaks from one run opens the next. */
export function localAccount({ lines = 1 }: { lines?: 1 | 2 } = {}): LocalAccount {
  return {
    accountSid: sid('AC'),
    authToken: randomBytes(16).toString('hex'),
    apiKey: sid('SK'),
    apiSecret: randomBytes(16).toString('hex'),
    appSid: sid('AP'),
    phoneNumber: MAIN_LINE.phoneNumber,
    lines: [MAIN_LINE, SECOND_LINE].slice(0, lines),
  };
}

/** The account as the emulated Twilio is told of it, with webhooks at `publicUrl`. */
export function emulatorAccount(account: LocalAccount, publicUrl: string) {
  const voice = { voiceMethod: 'POST', statusCallback: `${publicUrl}/events/call` };
  return {
    accountSid: account.accountSid,
    authToken: account.authToken,
    apiKeys: [{ sid: account.apiKey, secret: account.apiSecret }],
    applications: [
      {
        sid: account.appSid,
        voiceUrl: `${publicUrl}/twiml/outgoing`,
        voiceFallbackUrl: `${publicUrl}/twiml/fallback`,
        ...voice,
      },
    ],
    phoneNumbers: account.lines.map((line) => ({
      ...line,
      voiceUrl: `${publicUrl}/handle_calls`,
      voiceFallbackUrl: `${publicUrl}/twiml/fallback`,
      ...voice,
    })),
  };
}

/** The Worker's variables and secrets for this account, with Twilio's addresses replaced by the emulator's. */
export function workerVars(
  account: LocalAccount,
  options: { publicUrl: string; emulatorUrl: string; ownerCode: string; insights?: string | null },
) {
  const { emulatorUrl, insights = null } = options;
  return {
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_API_KEY: account.apiKey,
    TWILIO_API_SECRET: account.apiSecret,
    TWILIO_TWIML_APP_SID: account.appSid,
    TWILIO_PHONE_NUMBER: account.lines.map(({ phoneNumber }) => phoneNumber).join(','),
    PUBLIC_URL: options.publicUrl,
    OWNER_CODE: options.ownerCode,
    ENDPOINTS: JSON.stringify({
      api: emulatorUrl,
      signaling: emulatorUrl.replace(/^http/, 'ws'),
      insights,
    }),
  };
}

/** A sign-in code as a person types it, made as the Worker makes its own. */
export const newOwnerCode = (): string => spellCode(base32(randomBytes(10)));
