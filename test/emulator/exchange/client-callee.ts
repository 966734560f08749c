import type { CalleeEvents, FarEnd } from './far-end.ts';
import type { ClientCall, ClientConnection, Signaling } from '../ports.ts';

/**
 * Rings every connection of an identity with one Call SID. The first to accept takes the call and the others stop
 * ringing; the call is refused when the last of them has declined or gone.
 */
export function ringClient(
  signaling: Signaling,
  connections: ClientConnection[],
  call: { callSid: string; parameters: Record<string, string>; events: CalleeEvents },
): FarEnd {
  const ringing = new Set<ClientCall>();
  let taken: ClientCall | null = null;
  let isOver = false;

  const over = (tell: () => void) => {
    if (isOver) return;
    isOver = true;
    tell();
  };

  for (const connection of connections) {
    const gone = (tell: () => void) => {
      ringing.delete(fork);
      fork.media.close();
      if (taken === null && ringing.size === 0) over(tell);
    };
    const ended = (tell: () => void) => () => (taken === fork ? over(call.events.hungUp) : gone(tell));
    const fork: ClientCall = signaling.invite(connection, {
      callSid: call.callSid,
      parameters: call.parameters,
      events: {
        accepted() {
          if (taken !== null || isOver || !ringing.delete(fork)) return;
          taken = fork;
          for (const loser of ringing) {
            loser.cancel();
            loser.media.close();
          }
          ringing.clear();
          call.events.answered();
        },
        rejected: ended(() => call.events.refused(603)),
        hungUp: ended(() => call.events.refused(603)),
        lost: ended(() => call.events.refused(480)),
      },
    });
    ringing.add(fork);
  }
  queueMicrotask(() => {
    if (taken === null && !isOver) call.events.ringing({ withMedia: false });
  });

  return {
    get media() {
      return taken?.media ?? null;
    },
    ringing: async () => undefined,
    answer: async () => undefined,
    hangUp() {
      isOver = true;
      taken?.hangup();
      for (const fork of ringing) {
        fork.cancel();
        fork.media.close();
      }
      ringing.clear();
    },
    hearDigit: () => undefined,
  };
}

/** The far end of an SDK that called: what the exchange says to it goes out as signaling. */
export function callerOf(call: ClientCall): FarEnd {
  return {
    media: call.media,
    ringing: (options) => call.ringing(options),
    answer: () => call.answer(),
    hangUp: (error) => (error === null ? call.hangup() : call.hangup(error)),
    hearDigit: () => undefined,
  };
}
