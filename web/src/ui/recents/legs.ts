import { m } from '../../paraglide/messages.js';

const words: Readonly<Record<string, () => string>> = {
  queued: m.leg_on_its_way,
  initiated: m.leg_on_its_way,
  ringing: m.state_ringing,
  'in-progress': m.state_in_progress,
  completed: m.leg_completed,
  canceled: m.leg_stopped_ringing,
  'no-answer': m.state_no_answer,
  busy: m.leg_busy,
  failed: m.leg_not_reached,
};

/** What became of a leg, from Twilio's word for it; a word that is new to us is shown as it is. */
export const legWords = (status: string): string => words[status]?.() ?? status;
