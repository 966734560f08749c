/** What is read out of session descriptions; everything else in them is werift's business. */

function attribute(sdp: string, name: string): string | null {
  return new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(sdp)?.[1] ?? null;
}

/** The session id of the `o=` line: one PeerConnection keeps it through all its offers and answers (RFC 8829, 5.2.1). */
function sessionId(sdp: string): string | null {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? null;
}

/** True when both descriptions come from the same PeerConnection. */
export function isSameConnection(sdp: string, other: string): boolean {
  return sessionId(sdp) === sessionId(other);
}

/** True when there is an audio section with PCMU (payload type 0), the one codec we speak. */
export function hasPcmu(sdp: string): boolean {
  return /^m=audio \d+ \S+(?: \d+)*? 0(?: |\r?$)/m.test(sdp);
}

/**
 * Whether an SDP that a returning Device shows is an offer we have not answered yet: from another PeerConnection (the call
 * moved to another page), or with new ICE credentials (its `reinvite` was lost with the socket).
 */
export function needsAnswer(sdp: string, known: string | null): boolean {
  if (attribute(sdp, 'setup') !== 'actpass') return false;
  if (known === null) return false;
  return !isSameConnection(sdp, known) || attribute(sdp, 'ice-ufrag') !== attribute(known, 'ice-ufrag');
}
