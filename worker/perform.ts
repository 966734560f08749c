import type { Config } from './config.ts';
import { log, messageOf } from './log.ts';
import type { Steered } from './ports/steering.ts';
import type { Command } from './steering/commands.ts';
import type { RestAccount } from './twilio/rest.ts';
import { addParticipant, endConference, hangUpLeg, redirectLeg, updateParticipant } from './twilio/steer.ts';
import { invited, musicUrl, redirectionOf } from './voice/instruction.ts';

/**
 * Has Twilio do what follows for a steered call, one after the other. After something that it did not do the
 * rest is left out, and it is false. A leg or a room that could not be ended is no reason to: the watchdog looks after those.
 */
export async function perform(config: Config, steered: Steered, now: number): Promise<boolean> {
  const account = { ...config, api: config.endpoints.api };
  for (const command of steered.commands) {
    try {
      await run(account, config, steered, command, now);
    } catch (error) {
      log.error('steering-failed', { callSid: steered.callSid, what: command.do, error: messageOf(error) });
      if (command.do !== 'hang-up' && command.do !== 'end-room') return false;
    }
  }
  return true;
}

async function run(
  account: RestAccount,
  config: Config,
  { about }: Steered,
  command: Command,
  now: number,
): Promise<void> {
  const { publicUrl } = config;
  switch (command.do) {
    case 'redirect':
      return redirectLeg(account, command.leg, redirectionOf(config, about, command.to, now));
    case 'hold':
      return updateParticipant(account, command.room, command.leg, {
        Hold: command.isHeld,
        // Twilio would ask with GET, which is not signed in its form.
        ...(command.isHeld ? { HoldUrl: musicUrl(publicUrl), HoldMethod: 'POST' } : {}),
      });
    case 'keep-room':
      return updateParticipant(account, command.room, command.leg, { EndConferenceOnExit: command.endsRoom });
    case 'invite':
      await Promise.all(
        invited(config, about, command, now).map((participant) => addParticipant(account, command.room, participant)),
      );
      return;
    case 'hang-up':
      return hangUpLeg(account, command.leg);
    case 'end-room':
      return endConference(account, command.room);
  }
}
