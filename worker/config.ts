import * as v from 'valibot';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { normalizeCode } from './auth/code.ts';
import { E164 } from './protocol.ts';

/** A Twilio number and the country it belongs to, as ISO 3166 alpha-2. */
export interface Line {
  number: E164;
  country: string;
}

/** Every outside address that a browser of ours speaks to, Twilio's unless a deployment says otherwise. */
interface Endpoints {
  /** Signaling of the browser SDK, a wss origin. */
  signaling: string;
  /** Where the browser SDK reports call quality; null switches the reports off. */
  insights: string | null;
}

export interface Config {
  accountSid: string;
  apiKey: string;
  apiSecret: string;
  applicationSid: string;
  line: Line;
  /** The current auth token, then the next one while it is being rotated. Both sign webhooks. */
  authTokens: string[];
  /** Origin, without a trailing slash. */
  publicUrl: string;
  edge: string;
  region: string | null;
  language: SpokenLanguage;
  /** Normalised: capital letters and digits only. */
  ownerCode: string;
  endpoints: Endpoints;
  isSignalingOverridden: boolean;
}

/** Languages of `<Say>` that our sentences exist in (https://www.twilio.com/docs/voice/twiml/say#attributes-language). */
const SpokenLanguage = v.picklist(
  ['fr-CA', 'fr-FR', 'en-US', 'en-GB', 'en-AU', 'en-IN'],
  'LINE_LANGUAGE must be fr-CA, fr-FR, en-US, en-GB, en-AU or en-IN.',
);
export type SpokenLanguage = v.InferOutput<typeof SpokenLanguage>;

const Region = v.picklist(['us1', 'ie1', 'au1', 'jp1'], 'TWILIO_REGION must be us1, ie1, au1 or jp1, or absent.');

const sid = (name: string, prefix: string) =>
  v.pipe(
    text(name),
    v.regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `${name} must be ${prefix} followed by 32 hex digits.`),
  );

function text(name: string) {
  return v.pipe(v.string(`${name} is missing.`), v.trim(), v.nonEmpty(`${name} is empty.`));
}

const LineNumber = v.pipe(
  text('TWILIO_PHONE_NUMBER'),
  v.rawTransform(({ dataset, addIssue, NEVER }): Line => {
    const parsed = parsePhoneNumberFromString(dataset.value, { extract: false });
    const number = v.safeParse(E164, parsed?.number);
    if (!number.success || !parsed?.country || !isSupportedCountry(parsed.country)) {
      addIssue({ message: 'TWILIO_PHONE_NUMBER must be a phone number with its plus sign and country code.' });
      return NEVER;
    }
    return { number: number.output, country: parsed.country };
  }),
);

const PublicUrl = v.pipe(
  text('PUBLIC_URL'),
  v.rawTransform(({ dataset, addIssue, NEVER }): string => {
    const url = URL.parse(dataset.value);
    const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
    if (!url || !isAllowed || url.pathname !== '/' || url.search || url.hash || url.username) {
      addIssue({
        message: 'PUBLIC_URL must be https://your.host, or http://localhost with a port, and nothing after.',
      });
      return NEVER;
    }
    return url.origin;
  }),
);

const OwnerCode = v.pipe(
  text('OWNER_CODE'),
  v.transform(normalizeCode),
  v.regex(/^[0-9A-Z]{10,64}$/, 'OWNER_CODE must have at least 10 letters and digits.'),
);

const origin = (protocols: string[]) =>
  v.pipe(
    v.string(),
    v.check((value) => {
      const url = URL.parse(value);
      return url !== null && protocols.includes(url.protocol) && `${url.protocol}//${url.host}` === value;
    }),
  );

const ENDPOINTS_SENTENCE = 'ENDPOINTS must be JSON of {signaling, insights}, each an origin.';
const EndpointOverrides = v.pipe(
  v.string(),
  v.parseJson(undefined, ENDPOINTS_SENTENCE),
  v.strictObject(
    {
      signaling: v.optional(origin(['wss:', 'ws:'])),
      insights: v.optional(v.nullable(origin(['https:', 'http:']))),
    },
    ENDPOINTS_SENTENCE,
  ),
);

const Variables = v.object({
  TWILIO_ACCOUNT_SID: sid('TWILIO_ACCOUNT_SID', 'AC'),
  TWILIO_API_KEY: sid('TWILIO_API_KEY', 'SK'),
  TWILIO_API_SECRET: text('TWILIO_API_SECRET'),
  TWILIO_TWIML_APP_SID: sid('TWILIO_TWIML_APP_SID', 'AP'),
  TWILIO_PHONE_NUMBER: LineNumber,
  TWILIO_AUTH_TOKEN: text('TWILIO_AUTH_TOKEN'),
  TWILIO_AUTH_TOKEN_NEXT: v.optional(text('TWILIO_AUTH_TOKEN_NEXT')),
  PUBLIC_URL: PublicUrl,
  TWILIO_EDGE: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z-]{1,30}$/, 'TWILIO_EDGE must be an edge name.'))),
  TWILIO_REGION: v.optional(Region),
  LINE_LANGUAGE: v.optional(SpokenLanguage, 'fr-CA'),
  OWNER_CODE: OwnerCode,
  ENDPOINTS: v.optional(EndpointOverrides),
});

type ParsedConfig = { config: Config; problems: null } | { config: null; problems: string[] };

/** Reads the variables and secrets of a deployment: a configuration, or one sentence for each thing that is missing or wrong. */
export function parseConfig(env: object): ParsedConfig {
  const parsed = v.safeParse(Variables, env);
  if (!parsed.success) return { config: null, problems: [...new Set(parsed.issues.map(sentence))] };
  const vars = parsed.output;
  const edge = vars.TWILIO_EDGE ?? 'roaming';
  const region = vars.TWILIO_REGION ?? null;
  return {
    problems: null,
    config: {
      accountSid: vars.TWILIO_ACCOUNT_SID,
      apiKey: vars.TWILIO_API_KEY,
      apiSecret: vars.TWILIO_API_SECRET,
      applicationSid: vars.TWILIO_TWIML_APP_SID,
      line: vars.TWILIO_PHONE_NUMBER,
      authTokens: [vars.TWILIO_AUTH_TOKEN, ...(vars.TWILIO_AUTH_TOKEN_NEXT ? [vars.TWILIO_AUTH_TOKEN_NEXT] : [])],
      publicUrl: vars.PUBLIC_URL,
      edge,
      region,
      language: vars.LINE_LANGUAGE,
      ownerCode: vars.OWNER_CODE,
      endpoints: endpointsOf(edge, vars.ENDPOINTS ?? {}),
      isSignalingOverridden: vars.ENDPOINTS?.signaling !== undefined,
    },
  };
}

type Overrides = v.InferOutput<typeof EndpointOverrides>;

function endpointsOf(edge: string, overrides: Overrides): Endpoints {
  return {
    signaling: overrides.signaling ?? `wss://voice-js.${edge}.twilio.com`,
    insights: overrides.insights === undefined ? 'https://eventgw.twilio.com' : overrides.insights,
  };
}

/** Names the variable where the schema's own words do not. Never holds a value. */
function sentence(issue: v.BaseIssue<unknown>): string {
  const name = String(issue.path?.[0]?.key ?? 'Configuration');
  if (issue.received === 'undefined') return `${name} is missing.`;
  return issue.message.includes(name) ? issue.message : `${name} is not valid.`;
}

const parsedOf = new WeakMap<object, ParsedConfig>();

/** `parseConfig`, once for each set of bindings that the runtime hands out. */
export function configOf(env: object): ParsedConfig {
  const known = parsedOf.get(env);
  if (known) return known;
  const parsed = parseConfig(env);
  parsedOf.set(env, parsed);
  return parsed;
}
