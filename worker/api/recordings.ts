import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { iso } from '../iso.ts';
import { log, messageOf } from '../log.ts';
import { Problem } from '../problem.ts';
import { RecordingSid } from '../protocol.ts';
import { recordingSound } from '../twilio/recordings.ts';

/** What Twilio says of its file that a browser needs. */
const TOLD = ['Content-Length', 'Content-Range', 'Accept-Ranges'];

/** What was recorded of calls, for those who may hear it. Twilio's address and keys never reach a browser. */
export const recordings = new Hono<SignedInEnv>()
  .get('/recordings/:sid', async (c) => {
    const { config, device, ports } = c.var;
    const sid = recordingSidOf(c.req.param('sid'));
    const access = await stored(() => ports.exchange.recording(sid, device, Date.now()));
    if (access.what !== 'allowed') throw new Problem(access.what === 'unknown' ? 'not_found' : 'forbidden');
    const account = { ...config, api: config.endpoints.api };
    const sound = await recordingSound(account, sid, c.req.header('Range') ?? null).catch((error: unknown) => {
      log.warn('recording-unreachable', { sid, error: messageOf(error) });
      throw new Problem('twilio_failed');
    });
    if (!sound) throw new Problem('not_found');
    const headers = new Headers({ 'Content-Type': 'audio/wav', 'Cache-Control': 'private, no-store' });
    for (const name of TOLD) {
      const value = sound.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const day = iso(access.startedAt).slice(0, 10);
    if (c.req.query('download') !== undefined)
      headers.set('Content-Disposition', `attachment; filename="bakelite-${day}-${sid.slice(-6)}.wav"`);
    return new Response(sound.body, { status: sound.status, headers });
  })
  .delete('/recordings/:sid', async (c) => {
    const { device, ports } = c.var;
    const sid = recordingSidOf(c.req.param('sid'));
    const outcome = await stored(() => ports.exchange.eraseRecording(sid, device, Date.now()));
    if (outcome === 'unknown') throw new Problem('not_found');
    if (outcome === 'forbidden') throw new Problem('forbidden');
    if (outcome === 'going-on') throw new Problem('still_going');
    log.info('recording-erased', { by: device.id, sid });
    return c.body(null, 204);
  });

function recordingSidOf(param: string): RecordingSid {
  const sid = v.safeParse(RecordingSid, param);
  if (!sid.success) throw new Problem('not_found');
  return sid.output;
}
