import { base32 } from './code.ts';

/** SHA-256 in hex: how a session's secret and a code are kept. */
export async function hashOf(secret: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)));
}

/** 256 random bits in hex: what a session cookie carries. */
export function newSecret(): string {
  return hex(crypto.getRandomValues(new Uint8Array(32)).buffer);
}

/** A code of `length` letters and digits, 5 random bits each. */
export function newCode(length = 10): string {
  return base32(crypto.getRandomValues(new Uint8Array(length)));
}

/** A client identity of our own making: 100 random bits (https://www.twilio.com/docs/voice/twiml/client). */
export function newIdentity(): string {
  return `p_${newCode(20).toLowerCase()}`;
}

/** One more of us: 60 random bits. */
export function newPersonId(): string {
  return newCode(12).toLowerCase();
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
