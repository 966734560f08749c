import type { Context } from 'hono';
import { log } from '../log.ts';
import type { CallSid, Identity } from '../protocol.ts';
import { reject, sayAndHangUp, sayAndWait } from '../twilio/twiml.ts';
import { within } from '../within.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';

const OBJECT_MS = 700;
/** After the sentence: enough for a few measurements of the way there and back, and a few seconds of a minute's price. */
const WAIT_SECONDS = 6;

/** One of our devices tries its connection: it hears a sentence and is hung up on. Nobody is called, and history has nothing of it. */
export async function connectionCheck(c: Context<SignedEnv>, callSid: CallSid, from: Identity): Promise<string> {
  const { config, ports } = c.var;
  const checked = await within(OBJECT_MS, () => ports.exchange.check(callSid, from, Date.now()));
  if (!checked.ok) return sayAndHangUp(sentence('cannotDial', config.language), config.language);
  if (!checked.value) return reject();
  log.info('connection-checked', { callSid, by: from });
  return sayAndWait(sentence('check', config.language), config.language, WAIT_SECONDS);
}
