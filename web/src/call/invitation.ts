import type { InboundFacts, PartyView } from './call.ts';
import { joiningOf } from './joining.ts';
import { callerOf } from './party.ts';
import type { Names } from './ports.ts';
import type { IncomingVoiceCall } from './voice.ts';

/** What the exchange knows an invitation by: the conversation's SID, else the leg's. */
export const conversationOf = ({ parameters, customParameters }: IncomingVoiceCall): string =>
  customParameters.get('conversation') ?? parameters.CallSid ?? '';

/** What an invitation says of the call. `passedFrom`: whom the same call was passed on to, before it came back. */
export function factsOfInvitation(
  leg: IncomingVoiceCall,
  names: Names,
  passedFrom: PartyView | null = null,
): Omit<InboundFacts, 'direction'> {
  const { parameters, customParameters } = leg;
  const party = callerOf(parameters.From ?? '', names, customParameters);
  return {
    party,
    callSid: parameters.CallSid ?? '',
    conversationSid: customParameters.get('conversation') ?? null,
    line: customParameters.get('line') ?? null,
    callerName: party.kind === 'person' ? null : customParameters.get('caller_name')?.slice(0, 60) || null,
    isVerified: leg.isVerified,
    joining: joiningOf(customParameters, passedFrom),
  };
}
