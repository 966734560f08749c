import { m } from '../../paraglide/messages.js';
import type { Readiness } from '../../call/phone-view.ts';

/** Why this phone will ring or will not, for whoever taps the line. */
export function lineWhy(readiness: Readiness, line: string): string {
  switch (readiness) {
    case 'ready':
      return m.line_ready_why({ line });
    case 'starting':
      return m.line_starting_why();
    case 'offline':
      return m.line_offline_why();
    case 'needs-gesture':
      return m.line_needs_gesture_why();
    case 'broken':
      return m.line_broken_why();
    case 'signed-out':
      return m.error_signed_out();
  }
}
