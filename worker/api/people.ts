import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { copyRing } from '../directory.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import { NameInput, type People, PersonId } from '../protocol.ts';
import { orRefuse } from './body.ts';

/** Who we are: everybody, my name, and the owner's way to let somebody go. */
export const people = new Hono<SignedInEnv>()
  .get('/', async (c) => {
    const { device, ports } = c.var;
    return c.json({ people: await stored(() => ports.exchange.people(device.person, Date.now())) } satisfies People);
  })
  .patch('/me', sValidator('json', NameInput, orRefuse), async (c) => {
    const { device, ports } = c.var;
    await stored(() => ports.exchange.rename(device.person, c.req.valid('json').name, Date.now()));
    return c.body(null, 204);
  })
  .delete('/:id', async (c) => {
    const { device, ports } = c.var;
    const id = v.safeParse(PersonId, c.req.param('id'));
    if (!id.success) throw new Problem('not_found');
    const done = await stored(() => ports.exchange.removePerson(id.output, device.person, Date.now()));
    if (done !== 'removed') throw new Problem(done === 'forbidden' ? 'forbidden' : 'not_found');
    log.info('person-removed', { person: id.output, by: device.id });
    c.executionCtx.waitUntil(copyRing(ports));
    return c.body(null, 204);
  });
