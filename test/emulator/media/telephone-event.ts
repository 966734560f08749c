/** RFC 4733 named telephone events: how a keypress travels in RTP. */

const DIGITS = '0123456789*#ABCD';

/** The digit of an event payload, or null when the event is not a key (flash, tones) or the payload is cut short. */
function digitOf(payload: Uint8Array): string | null {
  const event = payload[0];
  if (event === undefined || payload.length < 4) return null;
  return DIGITS[event] ?? null;
}

/**
 * Tells each keypress once. A keypress is many packets with one RTP timestamp (and three copies of the last one):
 * the digit is told when its timestamp is first seen. Late copies of the previous key are not a new press.
 */
export function createDigitReader(onDigit: (digit: string) => void): (payload: Uint8Array, timestamp: number) => void {
  const seen: number[] = [];
  return (payload, timestamp) => {
    const digit = digitOf(payload);
    if (digit === null || seen.includes(timestamp)) return;
    seen.push(timestamp);
    if (seen.length > 16) seen.shift();
    onDigit(digit);
  };
}
