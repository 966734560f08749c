import { createExchangeUnderTest, FAR, LINE, twiml, type Server } from './emulated-exchange.ts';
import { joinFrames, measure } from '../emulator/media/measurement.ts';
import type { MediaLeg } from '../emulator/ports.ts';

const ATTRIBUTES =
  'beep="false" statusCallback="/room" statusCallbackEvent="start end join leave mute hold modify announcement"';

/** The telephones of people who come into the room `r`, with a tone of their own each. */
export const PEOPLE = { ann: FAR, bob: '+15145550124', cat: '+15145550125' } as const;
export const TONES = { ann: 440, bob: 700, cat: 1000 } as const;
export type Name = keyof typeof PEOPLE;

/** 16-bit mono of a tone at 8 kHz. */
export function wavOf(hz: number, ms: number): Uint8Array {
  const length = (8000 * ms) / 1000;
  const file = Buffer.alloc(44 + length * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + length * 2, 4);
  file.write('WAVEfmt ', 8);
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 16_000],
    [40, length * 2],
  ] as const)
    file.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    file.writeUInt16LE(value, at);
  file.write('data', 36);
  for (let i = 0; i < length; i += 1)
    file.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / 8000)), 44 + i * 2);
  return file;
}

/** A line whose callers come into one conference; `manner` adds attributes to how somebody comes in. */
export function createRoom({
  manner = {},
  server = {},
}: { manner?: Partial<Record<Name, string>>; server?: Server } = {}) {
  const nameOf = (from: string | undefined) => (Object.keys(PEOPLE) as Name[]).find((name) => PEOPLE[name] === from);
  const exchange = createExchangeUnderTest({
    '/voice': ({ From }) => {
      const name = nameOf(From);
      return twiml(
        `<Dial action="/after"><Conference ${ATTRIBUTES} ${(name && manner[name]) ?? ''}>r</Conference></Dial><Say>next verb</Say>`,
      );
    },
    '/after': twiml('<Pause length="600"/>'),
    '/status': { status: 204 },
    '/room': { status: 204 },
    ...server,
  });
  const legOf = (name: Name): MediaLeg => {
    const sid = exchange.control.phone(PEOPLE[name]).view().callSid ?? '';
    const media = exchange.exchange.find(sid)?.media ?? null;
    if (media === null) throw new Error(`${name} is not in a call`);
    return media;
  };
  return {
    exchange,
    sidOf: (name: Name) => exchange.control.phone(PEOPLE[name]).view().callSid ?? '',
    /** Calls the line and is in the room, saying its tone. */
    async comes(name: Name) {
      const phone = exchange.control.phone(PEOPLE[name]);
      phone.put({ character: 'manual', says: { toneHz: TONES[name] } });
      phone.call(LINE);
      await exchange.hear(200);
    },
    /** The tones that somebody hears over `ms`, of those asked about. */
    async hears(name: Name, ms = 400, tones: readonly number[] = [440, 700, 1000, 1800, 2000]) {
      const frames: Int16Array[] = [];
      const stop = legOf(name).onHeard((frame) => frames.push(frame));
      await exchange.hear(ms);
      stop();
      const isSilent = joinFrames(frames).every((sample) => sample === 0);
      return isSilent ? 'silence' : tones.filter((hz) => measure(frames, hz).purity > 0.3);
    },
    /** What the room told so far, in order: the event and who it is about. */
    told: () =>
      exchange.asked('/room').map(({ params: { StatusCallbackEvent, CallSid } }) => {
        const about = (Object.keys(PEOPLE) as Name[]).find(
          (name) => exchange.ledger.find(CallSid ?? '')?.facts.from === PEOPLE[name],
        );
        return about === undefined ? StatusCallbackEvent : `${StatusCallbackEvent} ${about}`;
      }),
    room: () => {
      const [conference] = exchange.exchange.conferences.all();
      if (conference === undefined) throw new Error('there is no room');
      return conference;
    },
    in: (name: Name) => {
      const [conference] = exchange.exchange.conferences.all();
      const found = conference?.find(exchange.control.phone(PEOPLE[name]).view().callSid ?? '') ?? null;
      if (found === null) throw new Error(`${name} is not in the room`);
      return found;
    },
  };
}
