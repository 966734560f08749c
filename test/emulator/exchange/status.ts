/** Twilio's words for where a call stands (https://www.twilio.com/docs/voice/api/call-resource#call-status-values). */
export const CALL_STATUSES = [
  'queued',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

export type FinalStatus = 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';

export function isFinal(status: CallStatus): status is FinalStatus {
  switch (status) {
    case 'queued':
    case 'ringing':
    case 'in-progress':
      return false;
    case 'completed':
    case 'busy':
    case 'failed':
    case 'no-answer':
    case 'canceled':
      return true;
  }
}

/** Where a call may go from where it stands. Nothing leaves a final status, and nothing goes back. */
export function mayMove(from: CallStatus, to: CallStatus): boolean {
  if (isFinal(from)) return false;
  switch (to) {
    case 'queued':
      return false;
    case 'ringing':
      return from === 'queued';
    case 'in-progress':
      return from === 'queued' || from === 'ringing';
    case 'completed':
    case 'failed':
      return true;
    case 'busy':
    case 'no-answer':
    case 'canceled':
      return from !== 'in-progress';
  }
}
