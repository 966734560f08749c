import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import type * as v from 'valibot';
import { log, messageOf } from '../log.ts';
import { playForever, sayAndHangUp } from '../twilio/twiml.ts';
import { DialEnded, FallbackRequest, StatusCallback, VoiceRequest } from '../twilio/webhooks.ts';
import { dialEnded } from './dial-ended.ts';
import { MUSIC_FILE } from './instruction.ts';
import { fallback, incoming } from './incoming.ts';
import { notice, noticed } from './notice.ts';
import { outgoing } from './outgoing.ts';
import { sentence } from './sentences.ts';
import { parseForm, signed, type SignedEnv } from './signed.ts';

const TWIML = { 'Content-Type': 'text/xml; charset=utf-8' };

/** Answers a webhook that fits its schema with TwiML. */
function answer<T extends v.GenericSchema>(
  schema: T,
  twiml: (c: Context<SignedEnv>, request: v.InferOutput<T>) => Promise<string>,
) {
  return async function answerWebhook(c: Context<SignedEnv>) {
    const request = parseForm(c, schema);
    if (!request) return c.text('Bad request', 400);
    return c.body(await twiml(c, request), 200, TWIML);
  };
}

/** Twilio asks what a call should do now. */
export const voice = new Hono<SignedEnv>()
  .use('/twiml/*', signed)
  .use('/handle_calls', signed)
  // The TwiML App's voice URL: one of our devices dials.
  .post('/twiml/outgoing', answer(VoiceRequest, outgoing))
  // The number's voice URL: somebody calls the line.
  .post('/handle_calls', answer(VoiceRequest, incoming))
  // The `action` of every Dial.
  .post('/twiml/dial-ended', answer(DialEnded, dialEnded))
  // What is heard on hold, and by whoever waits for the other one.
  .post('/twiml/music', (c) => c.body(playForever(`${c.var.config.publicUrl}${MUSIC_FILE}`), 200, TWIML))
  // What everybody hears before a call is recorded.
  .post('/twiml/notice', (c) => c.body(notice(c), 200, TWIML))
  .post('/twiml/noticed', answer(StatusCallback, noticed))
  // The number's and the App's fallback URL.
  .post('/twiml/fallback', answer(FallbackRequest, fallback))
  // Whatever goes wrong here, a caller never hears Twilio's own "an application error has occurred".
  .onError((error, c) => {
    log.error('webhook-failed', { path: c.req.path, error: messageOf(error) });
    const { language } = c.var.config;
    return c.body(sayAndHangUp(sentence('nobody', language), language), 200, TWIML);
  });
