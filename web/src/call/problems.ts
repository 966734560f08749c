import type { BlockReason } from '../../../worker/protocol.ts';

/** Every trouble a person can be told about. The words for each code (cause, then what to do) live with the messages. */
export const problemCodes = [
  'microphone-denied',
  'microphone-denied-by-system',
  'microphone-dismissed',
  'microphone-missing',
  'microphone-busy',
  'microphone-unsupported',
  'browser-unsupported',
  'app-unavailable',
  'signed-out',
  'call-elsewhere',
  'not-now',
  'not-allowed',
  'not-done',
  'not-configured',
  'server-unavailable',
  'too-many-requests',
  'offline',
  'twilio-unreachable',
  'twilio-busy',
  'token-refused',
  'token-expired',
  'call-refused',
  'call-lost',
  'call-canceled',
  'callee-busy',
  'callee-unavailable',
  'callee-declined',
  'callee-unknown',
  'media-failed',
  'message-failed',
  'unknown',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** One trouble: what it is, the SDK's own code when there is one (shown small, at the end), and a way to try again. */
export interface Problem {
  code: ProblemCode;
  sdkCode?: number;
  /** Why the number was not called, with `not-allowed`. */
  reason?: BlockReason;
  retry?: () => void;
}

/** A trouble that was thrown: what every guarded step of the telephone rejects with. */
export class Trouble extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.sdkCode === undefined ? problem.code : `${problem.code} (${String(problem.sdkCode)})`, { cause });
    this.name = 'Trouble';
    this.problem = problem;
  }
}

/** The trouble in whatever was thrown. */
export const problemOf = (thrown: unknown): Problem =>
  thrown instanceof Trouble ? thrown.problem : { code: 'unknown' };

/** Error codes of @twilio/voice-sdk 2.18 (https://www.twilio.com/docs/api/errors) and the trouble each one is. */
const problemBySdkCode: Readonly<Record<number, ProblemCode>> = {
  20101: 'token-refused',
  20104: 'token-expired',
  20151: 'token-refused',
  31000: 'twilio-unreachable',
  31001: 'not-configured',
  31002: 'call-refused',
  31003: 'twilio-unreachable',
  31005: 'call-lost',
  31008: 'call-canceled',
  31009: 'twilio-unreachable',
  31100: 'call-refused',
  31101: 'call-refused',
  31102: 'token-refused',
  31103: 'call-refused',
  31104: 'call-refused',
  31105: 'token-refused',
  31107: 'call-lost',
  31201: 'token-refused',
  31202: 'token-refused',
  31203: 'not-configured',
  31204: 'token-refused',
  31205: 'token-expired',
  31206: 'twilio-busy',
  31207: 'token-refused',
  31209: 'call-lost',
  31210: 'message-failed',
  31212: 'message-failed',
  31400: 'call-refused',
  31401: 'microphone-denied',
  31402: 'microphone-busy',
  31404: 'callee-unknown',
  31480: 'callee-unavailable',
  31486: 'callee-busy',
  31603: 'callee-declined',
  53000: 'twilio-unreachable',
  53001: 'twilio-unreachable',
  53400: 'media-failed',
  53402: 'media-failed',
  53405: 'media-failed',
};

/** Whether the table knows this SDK code; a code that it does not know is told as `unknown`, with its number. */
export const isKnownSdkCode = (sdkCode: number): boolean => sdkCode in problemBySdkCode;

/** The trouble behind an SDK error; a missing code (the SDK rejects with `undefined` at times) is `unknown`. */
export function problemOfSdkCode(sdkCode: number | null): Problem {
  if (sdkCode === null) return { code: 'unknown' };
  return { code: problemBySdkCode[sdkCode] ?? 'unknown', sdkCode };
}

/** Troubles that asking again soon cannot mend: somebody has to change a key, sign in or update the browser. */
export function needsAPerson(code: ProblemCode): boolean {
  return (
    code === 'token-refused' || code === 'not-configured' || code === 'signed-out' || code === 'browser-unsupported'
  );
}
