import { FIXED_PHONES, defaultsOf, type PhoneSettings } from './characters.ts';
import { Phone, type PhoneDeps } from './phone.ts';
import type { FarEnd, Invitation, PublicNetwork } from '../exchange/far-end.ts';

/** What a line is told when its caller keeps their number back (https://help.twilio.com, "ANONYMOUS" on a keypad). */
export const WITHHELD = '+266696687';

/** The telephones of the outside world; a number nobody has is not in service. */
export class Phones implements PublicNetwork {
  readonly #deps: PhoneDeps;
  readonly #phones = new Map<string, Phone>();

  constructor(deps: PhoneDeps) {
    this.#deps = deps;
    this.reset();
  }

  find(number: string): Phone | null {
    return this.#phones.get(number) ?? null;
  }

  all(): Phone[] {
    return [...this.#phones.values()];
  }

  /** Makes a telephone, or changes the one that is there; what is not named becomes the character's default. */
  put(number: string, character: PhoneSettings['character'], changes: Partial<PhoneSettings>): Phone {
    const settings = { ...defaultsOf(character), ...changes };
    const phone = this.#phones.get(number);
    if (phone !== undefined) {
      phone.change(settings);
      return phone;
    }
    const made = new Phone(number, settings, this.#deps);
    this.#phones.set(number, made);
    return made;
  }

  isVerified(number: string): boolean {
    return this.#phones.get(number)?.settings.verified === true;
  }

  ring(invitation: Invitation): FarEnd | null {
    return this.#phones.get(invitation.to)?.ring(invitation) ?? null;
  }

  /** Only the fixed telephones, as they were. Those listened to stay the same objects. */
  reset(): void {
    for (const [number, phone] of this.#phones) {
      phone.hangUp();
      if (FIXED_PHONES[number] === undefined) this.#phones.delete(number);
    }
    for (const [number, settings] of Object.entries(FIXED_PHONES)) this.put(number, settings.character, settings);
  }
}
