import { m } from '../../paraglide/messages.js';
import type { ProblemCode } from '../../call/problems.ts';

/** What a person is told about a trouble: the cause, then what to do. */
interface Words {
  cause: () => string;
  action: () => string;
}

/** The words of every trouble. A code without words does not compile. */
export const problemWords: Readonly<Record<ProblemCode, Words>> = {
  'microphone-denied': { cause: m.problem_microphone_denied_cause, action: microphoneSteps },
  'microphone-denied-by-system': {
    cause: m.problem_microphone_denied_by_system_cause,
    action: m.problem_microphone_denied_by_system_action,
  },
  'microphone-dismissed': {
    cause: m.problem_microphone_dismissed_cause,
    action: m.problem_microphone_dismissed_action,
  },
  'microphone-missing': { cause: m.problem_microphone_missing_cause, action: m.problem_microphone_missing_action },
  'microphone-busy': { cause: m.problem_microphone_busy_cause, action: m.problem_microphone_busy_action },
  'microphone-unsupported': {
    cause: m.problem_microphone_unsupported_cause,
    action: m.problem_microphone_unsupported_action,
  },
  'browser-unsupported': { cause: m.problem_browser_unsupported_cause, action: m.problem_browser_unsupported_action },
  'app-unavailable': { cause: m.problem_app_unavailable_cause, action: m.problem_app_unavailable_action },
  'signed-out': { cause: m.problem_signed_out_cause, action: m.problem_signed_out_action },
  'call-elsewhere': { cause: m.problem_call_elsewhere_cause, action: m.problem_call_elsewhere_action },
  'not-now': { cause: m.problem_not_now_cause, action: m.problem_not_now_action },
  'not-allowed': { cause: m.problem_not_allowed_cause, action: m.problem_not_allowed_action },
  'not-done': { cause: m.problem_not_done_cause, action: m.problem_not_done_action },
  'not-configured': { cause: m.problem_not_configured_cause, action: m.problem_not_configured_action },
  'server-unavailable': { cause: m.problem_server_unavailable_cause, action: m.problem_server_unavailable_action },
  'too-many-requests': { cause: m.problem_too_many_requests_cause, action: m.problem_too_many_requests_action },
  offline: { cause: m.problem_offline_cause, action: m.problem_offline_action },
  'twilio-unreachable': { cause: m.problem_twilio_unreachable_cause, action: m.problem_twilio_unreachable_action },
  'twilio-busy': { cause: m.problem_twilio_busy_cause, action: m.problem_twilio_busy_action },
  'token-refused': { cause: m.problem_token_refused_cause, action: m.problem_token_refused_action },
  'token-expired': { cause: m.problem_token_expired_cause, action: m.problem_token_expired_action },
  'call-refused': { cause: m.problem_call_refused_cause, action: m.problem_call_refused_action },
  'call-lost': { cause: m.problem_call_lost_cause, action: m.problem_call_lost_action },
  'call-canceled': { cause: m.problem_call_canceled_cause, action: m.problem_call_canceled_action },
  'callee-busy': { cause: m.problem_callee_busy_cause, action: m.problem_callee_busy_action },
  'callee-unavailable': { cause: m.problem_callee_unavailable_cause, action: m.problem_callee_unavailable_action },
  'callee-declined': { cause: m.problem_callee_declined_cause, action: m.problem_callee_declined_action },
  'callee-unknown': { cause: m.problem_callee_unknown_cause, action: m.problem_callee_unknown_action },
  'media-failed': { cause: m.problem_media_failed_cause, action: m.problem_media_failed_action },
  'message-failed': { cause: m.problem_message_failed_cause, action: m.problem_message_failed_action },
  unknown: { cause: m.problem_unknown_cause, action: m.problem_unknown_action },
};

/** Where this browser keeps its microphone switch: each hides it somewhere else. */
function microphoneSteps(): string {
  const agent = navigator.userAgent;
  if (/iPhone|iPad/.test(agent)) return m.problem_microphone_denied_action_ios();
  if (/Firefox/.test(agent)) return m.problem_microphone_denied_action_firefox();
  if (/Chrome/.test(agent)) {
    return /Android/.test(agent)
      ? m.problem_microphone_denied_action_android()
      : m.problem_microphone_denied_action_chrome();
  }
  return /Safari/.test(agent) ? m.problem_microphone_denied_action_safari() : m.problem_microphone_denied_action();
}
