import { recordingOf, sayingOf, stretch } from './sounds.ts';
import { absolute } from './twiml-source.ts';
import { silence } from '../media/tone.ts';
import { parseTwiml } from '../twiml/parser.ts';
import { TwimlError } from '../twiml/element.ts';
import { textOf } from '../webhooks/delivery.ts';
import type { Call } from './call.ts';
import type { Source } from '../ports.ts';
import type { Method, Verb } from '../twiml/nodes.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** One sound of a passage, heard `times` over; 0 is for ever. */
interface Part {
  make: () => Source;
  times: number;
}

export type Passage = { ok: true; make: () => Source } | { ok: false; code: number; message: string };

interface PassageDeps {
  webhooks: Webhooks;
  speechProgram: string | null;
}

/**
 * Gets what a hold, wait or announce URL gives to hear: a WAV, or TwiML of Say, Play and Pause
 * (https://www.twilio.com/docs/voice/api/conference-participant-resource#update-a-participant-resource). Never rejects.
 */
export async function passageOf(
  asked: { call: Call | null; url: string; method: Method; params: Record<string, string> },
  deps: PassageDeps,
): Promise<Passage> {
  const { call, url, method, params } = asked;
  const fetched = await deps.webhooks({ kind: 'media', call, method, url, params });
  if (!fetched.ok) return fetched;
  try {
    const parts = /xml/.test(fetched.answer.contentType)
      ? await Promise.all(parseTwiml(textOf(fetched.answer)).verbs.map((verb) => partOf(verb, asked, deps)))
      : [{ make: recordingOf(fetched.answer.body), times: 1 }];
    return { ok: true, make: () => played(parts.filter(({ make }) => make().isDone !== true)) };
  } catch (error) {
    const code = error instanceof TwimlError ? error.code : 12300;
    return { ok: false, code, message: `${url}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function partOf(verb: Verb, { call, url }: { call: Call | null; url: string }, deps: PassageDeps): Promise<Part> {
  switch (verb.verb) {
    case 'Say':
      return { make: await sayingOf(verb, deps.speechProgram), times: verb.loop };
    case 'Pause':
      return { make: () => stretch(silence(), verb.lengthSeconds * 1000), times: 1 };
    case 'Play': {
      if (verb.url === null) throw new TwimlError(12200, '<Play digits> is not for a conference');
      const at = absolute(verb.url, url);
      const fetched = await deps.webhooks({ kind: 'media', call, method: 'GET', url: at, params: {} });
      if (!fetched.ok) throw new TwimlError(fetched.code, `${at}: ${fetched.message}`);
      return { make: recordingOf(fetched.answer.body), times: verb.loop };
    }
    default:
      throw new TwimlError(12200, `Element <${verb.verb}> is not for what a conference hears`);
  }
}

function played(parts: readonly Part[]): Source {
  let index = 0;
  let timesLeft = parts[0]?.times ?? 0;
  let source = parts[0]?.make();
  const skipDone = () => {
    while (source?.isDone === true) {
      timesLeft -= 1;
      if (timesLeft === 0) {
        index += 1;
        timesLeft = parts[index]?.times ?? 0;
      }
      source = parts[index]?.make();
    }
  };
  return {
    next() {
      skipDone();
      return source?.next() ?? null;
    },
    get isDone() {
      skipDone();
      return source === undefined;
    },
  };
}

/** A passage from its beginning again whenever it is over, as music is. */
export function endless(make: () => Source): Source {
  let source = make();
  return {
    next() {
      if (source.isDone === true) source = make();
      return source.next();
    },
  };
}
