import { isLive, isTalking } from './call.ts';
import { dialableOf } from './party.ts';
import { noCommands, type Commands, type PhoneView } from './phone-view.ts';
import { steerCommandsNow, type Steered } from './steer-commands.ts';

/** Every command, possible or not. The same functions for the life of the telephone. */
export type AllCommands = { [Name in Exclude<keyof Commands, 'redial' | 'steer'>]: NonNullable<Commands[Name]> };

/** What can be done now. Pure. */
export function commandsNow(
  now: Pick<PhoneView, 'readiness' | 'call'> & { isOnline: boolean; isTaking: boolean },
  all: AllCommands,
  steered: Steered,
): Commands {
  const { readiness, call, isOnline } = now;
  const isBusy = call !== null && isLive(call);
  // A line that is up is believed before a browser that says there is no network: the server may be this machine.
  const canDial = readiness !== 'signed-out' && (isOnline || readiness === 'ready') && !isBusy;
  const base: Commands = {
    ...noCommands,
    start: readiness === 'signed-out' || readiness === 'ready' ? null : all.start,
    dial: canDial ? all.dial : null,
    steer: steerCommandsNow(call, readiness === 'ready' && !isBusy && !now.isTaking, steered),
  };
  if (call === null) return base;
  // Declined for all my devices, it would be taken from the one that is being connected.
  if (call.state === 'pending' && call.outrunBy !== null) return base;
  if (call.state === 'pending')
    return {
      ...base,
      accept: call.isAnswering ? null : all.accept,
      silence: call.isSilenced ? null : all.silence,
      decline: all.decline,
    };
  if (call.state === 'closed') {
    const to = call.direction === 'outbound' ? call.dialed : dialableOf(call.party);
    const redial = canDial && to !== null ? () => all.dial(to) : null;
    return { ...base, dismiss: all.dismiss, redial };
  }
  if (!isTalking(call)) return { ...base, hangUp: all.hangUp };
  return {
    ...base,
    hangUp: all.hangUp,
    mute: call.isMuted ? null : all.mute,
    unmute: call.isMuted ? all.unmute : null,
    sendDigits: call.state === 'open' ? all.sendDigits : null,
  };
}
