import { m } from '../../paraglide/messages.js';
import type { Person } from '../../../../worker/protocol.ts';

/** How one of us is called; the owner need not have a name. */
export const personWords = ({ name }: Pick<Person, 'name'>): string => name || m.owner();

/** Who this is to me, and whether they can be reached. */
export function presenceWords({ isMe, isOwner, isAwake, devices, name }: Person): string {
  const presence = isMe
    ? m.person_me()
    : devices === 0
      ? m.person_without_phone()
      : isAwake
        ? m.person_awake()
        : m.person_asleep();
  return isOwner && name !== '' ? `${presence} · ${m.owner()}` : presence;
}
