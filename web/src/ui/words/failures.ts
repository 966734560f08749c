import { m } from '../../paraglide/messages.js';
import type { Session } from '../../state/session.svelte.ts';

/** Every way the exchange can fail to do what was asked. */
type FailureCode = NonNullable<Session['failure']>['code'];

/** Why the exchange did not do what was asked, and what to do, in words. */
export const failureWords: Readonly<Record<FailureCode, () => string>> = {
  bad_request: m.error_bad_request,
  too_large: m.error_too_large,
  signed_out: m.error_signed_out,
  code_wrong: m.error_code_wrong,
  code_spent: m.error_code_spent,
  too_many_tries: m.error_too_many_tries,
  too_many: m.error_too_many,
  answered_elsewhere: m.error_answered_elsewhere,
  erased: m.error_erased,
  still_going: m.error_still_going,
  not_now: m.error_not_now,
  refused: m.error_refused,
  twilio_failed: m.error_twilio_failed,
  forbidden: m.error_forbidden,
  not_found: m.error_not_found,
  not_registered: m.error_not_registered,
  upgrade_required: m.error_upgrade_required,
  unavailable: m.error_unavailable,
  not_configured: m.error_not_configured,
  internal: m.error_internal,
  unreachable: m.error_unreachable,
  timeout: m.error_timeout,
  'app-unavailable': m.error_app_unavailable,
  unreadable: m.error_unreadable,
};
