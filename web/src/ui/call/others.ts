import type { Conversation, Device } from '../../../../worker/protocol.ts';

/** My devices where a call could go on, the one that was seen last first. */
export const otherDevices = (devices: readonly Device[] | null): Device[] =>
  (devices ?? [])
    .filter(({ isThisOne, identity }) => !isThisOne && identity !== null)
    .toSorted((a, b) => (a.seenAt < b.seenAt ? 1 : -1));

/** A call of mine that goes on elsewhere, or whose device was lost. */
export const ongoingElsewhere = (calls: readonly Conversation[]): Conversation | null =>
  calls.find(
    ({ control }) =>
      control?.canTake === true && (control.on === null ? control.task === 'rescue' : !control.on.isHere),
  ) ?? null;

/** Whether it can be ended from here: on another device of mine, or without any of us. */
export function canEnd({ control }: Conversation): boolean {
  if (control === null) return false;
  if (control.on === null) return control.task === null || control.canTake;
  return control.on.isMe && !control.on.isHere;
}
