/**
 * Who counts as one for a rate limit: an IPv4 address, or of IPv6 the /64 that a subscriber has to themselves and may
 * change address in at will (RFC 6177; RFC 8981).
 */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head, tail] = address.split('::', 2).map((part) => part.split(':'));
  const left = head ?? [];
  const right = tail ?? [];
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => (parseInt(group, 16) || 0).toString(16))
    .join(':');
}
