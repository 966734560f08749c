import { WebSocketServer } from 'ws';
import { createFrameQueue } from '../media/frame-queue.ts';
import { isFromHere, pathOf, refuseUpgrade } from '../http.ts';
import { FRAME_SAMPLES } from '../ports.ts';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { FrameQueue } from '../media/frame-queue.ts';
import type { Frame, Source } from '../ports.ts';

export const OUTSIDE_PATH = '/_emulator/outside';
const FRAME_BYTES = FRAME_SAMPLES * 2;
/** A page that does not read (a frozen tab) is not sent more than this. */
const MAX_BUFFERED_BYTES = 16_000;

/** The microphones and ears of people at the page, by telephone number. They come and go; the sources stay. */
export interface OutsideAudio {
  /** What the person at this number says; silence while no page is open. Always the same source for one number. */
  microphone(number: string): Source;
  /** Plays a frame to every page of this number. */
  play(number: string, frame: Frame): void;
  isOpen(number: string): boolean;
  close(): void;
}

interface Seat {
  readonly voice: FrameQueue;
  /** The last one to come has the microphone. */
  pages: WebSocket[];
}

function numberOf(request: IncomingMessage): string {
  const number = URL.parse(request.url ?? '', 'http://localhost')?.searchParams.get('number') ?? '';
  // A bare + in a query reads as a space.
  return number.trim().replace(/^(?=\d)/, '+');
}

function readFrame(data: unknown): Frame | null {
  if (!Buffer.isBuffer(data) || data.length !== FRAME_BYTES) return null;
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => data.readInt16LE(index * 2));
}

/** A WebSocket per page at `/_emulator/outside?number=+1…`: 320-byte frames of 16-bit 8 kHz PCM, both ways. */
export function attachOutsideAudio(server: Server): OutsideAudio {
  const wss = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  const seats = new Map<string, Seat>();

  function seatOf(number: string): Seat {
    const seat = seats.get(number) ?? { voice: createFrameQueue(), pages: [] };
    seats.set(number, seat);
    return seat;
  }

  function sit(number: string, page: WebSocket): void {
    const seat = seatOf(number);
    seat.pages.push(page);
    page.on('message', (data) => {
      const frame = readFrame(data);
      if (!frame) page.close(1003, 'frames are 320 bytes');
      else if (seat.pages.at(-1) === page) seat.voice.push(frame);
    });
    page.on('error', () => page.terminate());
    page.on('close', () => {
      seat.pages = seat.pages.filter((each) => each !== page);
      if (seat.pages.length === 0) seat.voice.clear();
    });
  }

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (pathOf(request) !== OUTSIDE_PATH) return;
    // Another web page must not listen to this machine.
    if (!isFromHere(request.headers)) return refuseUpgrade(stream, '403 Forbidden');
    const number = numberOf(request);
    if (!/^\+[1-9]\d{6,14}$/.test(number)) return refuseUpgrade(stream, '400 Bad Request');
    wss.handleUpgrade(request, stream, head, (page) => sit(number, page));
  }
  server.on('upgrade', onUpgrade);

  return {
    microphone: (number) => seatOf(number).voice,
    play(number, frame) {
      for (const page of seats.get(number)?.pages ?? []) {
        if (page.bufferedAmount < MAX_BUFFERED_BYTES)
          page.send(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength));
      }
    },
    isOpen: (number) => (seats.get(number)?.pages.length ?? 0) > 0,
    close() {
      server.off('upgrade', onUpgrade);
      for (const client of wss.clients) client.terminate();
      wss.close();
    },
  };
}
