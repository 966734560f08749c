import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { iso } from '../iso.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import {
  Attempt,
  type CallDetail,
  type Calls,
  CallsQuery,
  CallSid,
  EraseAll,
  type Erased,
  NoteInput,
  type Outcome,
  Quality,
  Seen,
} from '../protocol.ts';
import { callSidOf, orRefuse } from './body.ts';
import { csvOf } from './csv.ts';

/** Goes of one request: what is left then is for the next one. */
const GOES = 20;

/** A call by the SID of any of its legs, or as the browser calls it. */
const Name = v.union([CallSid, Attempt]);

/** What happened, as this person reads it. */
export const calls = new Hono<SignedInEnv>()
  .get('/calls', sValidator('query', CallsQuery, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const query = c.req.valid('query');
    return c.json((await stored(() => ports.exchange.calls(query, device, Date.now()))) satisfies Calls);
  })
  .delete('/calls', sValidator('json', EraseAll, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const { upTo } = c.req.valid('json');
    let isDone = false;
    for (let go = 0; go < GOES && !isDone; go += 1)
      isDone = await stored(() => ports.exchange.eraseUpTo(upTo, device, Date.now()));
    log.info('history-erased', { by: device.id, upTo, isDone });
    return c.json({ isDone } satisfies v.InferOutput<typeof Erased>);
  })
  .get('/calls.csv', (c) => {
    const { device, ports } = c.var;
    const now = Date.now();
    const pages = (before: number | undefined) =>
      ports.exchange.calls({ limit: 200, filter: 'all', q: '', ...(before ? { before } : {}) }, device, now);
    return c.body(csvOf(pages), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="bakelite-calls-${iso(now).slice(0, 10)}.csv"`,
    });
  })
  .post('/calls/seen', sValidator('json', Seen, orRefuse), async (c) => {
    const { device, ports } = c.var;
    await stored(() => ports.exchange.markSeen(c.req.valid('json').upTo, device, Date.now()));
    return c.body(null, 204);
  })
  // A device knows an incoming call by its own leg's SID, and one that never rang only by its own name for it.
  .get('/calls/:sid/outcome', async (c) => {
    const { device, ports } = c.var;
    const name = nameIn(c.req.param('sid'));
    const call = await stored(() => ports.exchange.call(name, device, Date.now()));
    if (!call) throw new Problem('not_found');
    return c.json({ call } satisfies Outcome);
  })
  .get('/calls/:sid', async (c) => {
    const { device, ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    const detail = await stored(() => ports.exchange.detail(sid, device, Date.now()));
    if (!detail) throw new Problem('not_found');
    return c.json(detail satisfies CallDetail);
  })
  .put('/calls/:sid/note', sValidator('json', NoteInput, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    const { note } = c.req.valid('json');
    if (!(await stored(() => ports.exchange.keepNote(sid, note, device, Date.now())))) throw new Problem('not_found');
    return c.body(null, 204);
  })
  // Told when the call is over, by the devices that talked in it: nobody else knows.
  .put('/calls/:sid/quality', sValidator('json', Quality, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const name = nameIn(c.req.param('sid'));
    const quality = c.req.valid('json');
    const isKept = await stored(() => ports.exchange.keepQuality(name, quality, device, Date.now()));
    if (!isKept) throw new Problem('not_found');
    return c.body(null, 204);
  })
  .delete('/calls/:sid', async (c) => {
    const { device, ports } = c.var;
    const sid = callSidOf(c.req.param('sid'));
    const outcome = await stored(() => ports.exchange.eraseCall(sid, device, Date.now()));
    if (outcome !== 'erased') throw new Problem(UNERASED[outcome]);
    log.info('call-erased', { by: device.id, callSid: sid });
    return c.body(null, 204);
  });

/** Why a call stays. */
const UNERASED = { unknown: 'not_found', 'going-on': 'still_going', forbidden: 'forbidden' } as const;

function nameIn(param: string): v.InferOutput<typeof Name> {
  const name = v.safeParse(Name, param);
  if (!name.success) throw new Problem('not_found');
  return name.output;
}
