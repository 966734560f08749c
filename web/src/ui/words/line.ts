import { m } from '../../paraglide/messages.js';
import type { Readiness } from '../../call/phone-view.ts';

/** Why this phone will ring or will not, for whoever taps the line. With several it rings for all of them. */
export function lineWhy(readiness: Readiness, line: string, areSeveral: boolean): string {
  switch (readiness) {
    case 'ready':
      return areSeveral ? m.line_ready_why_several() : m.line_ready_why({ line });
    case 'starting':
      return m.line_starting_why();
    case 'offline':
      return m.line_offline_why();
    case 'elsewhere':
      return m.line_elsewhere_why();
    case 'needs-gesture':
      return m.line_needs_gesture_why();
    case 'broken':
      return m.line_broken_why();
    case 'signed-out':
      return m.error_signed_out();
  }
}
