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
  /** Twilio's REST API. */
  api: string;
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
  /** The numbers of this telephone; the first is the main one. */
  lines: readonly [Line, ...Line[]];
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
const SpokenLanguage = v.picklist(['fr-CA', 'fr-FR', 'en-US', 'en-GB', 'en-AU', 'en-IN']);
export type SpokenLanguage = v.InferOutput<typeof SpokenLanguage>;

const Region = v.picklist(['us1', 'ie1', 'au1', 'jp1']);

/** What stands in `.dev.vars.example`, and nothing at all: neither is a value. */
const UNFILLED = /^\s*(<|$)/;

const Text = v.pipe(
  v.string(),
  v.trim(),
  v.check((value) => !UNFILLED.test(value)),
);

const sid = (prefix: string) => v.pipe(Text, v.regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`)));

/** One number, or several separated by commas; the first is the main one. */
const LineNumbers = v.pipe(
  Text,
  v.rawTransform(({ dataset, addIssue, NEVER }): Config['lines'] => {
    const [main, ...others] = dataset.value.split(',').map(lineOf);
    const numbers = new Set([main, ...others].map((line) => line?.number));
    if (!main || others.includes(null) || numbers.size <= others.length) {
      addIssue();
      return NEVER;
    }
    return [main, ...others.filter((line) => line !== null)];
  }),
);

function lineOf(text: string): Line | null {
  const parsed = parsePhoneNumberFromString(text.trim(), { extract: false });
  const number = v.safeParse(E164, parsed?.number);
  if (!number.success || !parsed?.country || !isSupportedCountry(parsed.country)) return null;
  return { number: number.output, country: parsed.country };
}

/** https, or http on this machine, and nothing after the host. Gives the origin. */
export const PublicUrl = v.pipe(
  Text,
  v.rawTransform(({ dataset, addIssue, NEVER }): string => {
    const url = URL.parse(dataset.value);
    const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
    if (!url || !isAllowed || url.pathname !== '/' || url.search || url.hash || url.username) {
      addIssue();
      return NEVER;
    }
    return url.origin;
  }),
);

const OwnerCode = v.pipe(Text, v.transform(normalizeCode), v.regex(/^[0-9A-Z]{10,64}$/));

const origin = (protocols: string[]) =>
  v.pipe(
    v.string(),
    v.check((value) => {
      const url = URL.parse(value);
      return url !== null && protocols.includes(url.protocol) && `${url.protocol}//${url.host}` === value;
    }),
  );

const EndpointOverrides = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    api: v.optional(origin(['https:', 'http:'])),
    signaling: v.optional(origin(['wss:', 'ws:'])),
    insights: v.optional(v.nullable(origin(['https:', 'http:']))),
  }),
);

/** Every variable and secret that the Worker reads. */
export const Variables = v.object({
  TWILIO_ACCOUNT_SID: sid('AC'),
  TWILIO_API_KEY: sid('SK'),
  TWILIO_API_SECRET: Text,
  TWILIO_TWIML_APP_SID: sid('AP'),
  TWILIO_PHONE_NUMBER: LineNumbers,
  TWILIO_AUTH_TOKEN: Text,
  TWILIO_AUTH_TOKEN_NEXT: v.optional(Text),
  PUBLIC_URL: PublicUrl,
  OWNER_CODE: OwnerCode,
  TWILIO_EDGE: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z-]{1,30}$/))),
  TWILIO_REGION: v.optional(Region),
  LINE_LANGUAGE: v.optional(SpokenLanguage, 'fr-CA'),
  ENDPOINTS: v.optional(EndpointOverrides),
});
const VariableName = v.keyof(Variables);
type VariableName = v.InferOutput<typeof VariableName>;

/** Why a deployment is no telephone yet. Never holds a value. `empty`: also what was copied and not filled in. */
export interface ConfigProblem {
  name: VariableName;
  fault: 'missing' | 'empty' | 'wrong';
}

type ParsedConfig = { config: Config; problems: null } | { config: null; problems: ConfigProblem[] };

/** Reads the variables and secrets of a deployment: a configuration, or one problem for each that is missing or wrong. */
export function parseConfig(env: object): ParsedConfig {
  const parsed = v.safeParse(Variables, env);
  if (!parsed.success) return { config: null, problems: problemsOf(parsed.issues) };
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
      lines: vars.TWILIO_PHONE_NUMBER,
      authTokens: [vars.TWILIO_AUTH_TOKEN, ...(vars.TWILIO_AUTH_TOKEN_NEXT ? [vars.TWILIO_AUTH_TOKEN_NEXT] : [])],
      publicUrl: vars.PUBLIC_URL,
      edge,
      region,
      language: vars.LINE_LANGUAGE,
      ownerCode: vars.OWNER_CODE,
      endpoints: endpointsOf(edge, region, vars.ENDPOINTS ?? {}),
      isSignalingOverridden: vars.ENDPOINTS?.signaling !== undefined,
    },
  };
}

type Overrides = v.InferOutput<typeof EndpointOverrides>;

/** A region's API is reached through an edge, of which each has one of its own (https://www.twilio.com/docs/global-infrastructure). */
const API_HOSTS: Readonly<Record<v.InferOutput<typeof Region>, string>> = {
  us1: 'api.twilio.com',
  ie1: 'api.dublin.ie1.twilio.com',
  au1: 'api.sydney.au1.twilio.com',
  jp1: 'api.tokyo.jp1.twilio.com',
};

function endpointsOf(edge: string, region: v.InferOutput<typeof Region> | null, overrides: Overrides): Endpoints {
  return {
    api: overrides.api ?? `https://${API_HOSTS[region ?? 'us1']}`,
    signaling: overrides.signaling ?? `wss://voice-js.${edge}.twilio.com`,
    insights: overrides.insights === undefined ? 'https://eventgw.twilio.com' : overrides.insights,
  };
}

/** One problem for each variable, in the order of the schema. */
function problemsOf(issues: readonly v.BaseIssue<unknown>[]): ConfigProblem[] {
  const variables = new Map(issues.map(({ path }) => [path?.[0]?.key, path?.[0]?.value]));
  return [...variables].map(([key, value]) => ({ name: v.parse(VariableName, key), fault: faultOf(value) }));
}

function faultOf(value: unknown): ConfigProblem['fault'] {
  if (value === undefined) return 'missing';
  return typeof value === 'string' && UNFILLED.test(value) ? 'empty' : 'wrong';
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
