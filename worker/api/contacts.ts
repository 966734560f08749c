import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import * as v from 'valibot';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import { type Blocked, Contact, ContactBatch, type Contacts, E164, Since } from '../protocol.ts';
import { orRefuse } from './body.ts';

const ContactsQuery = v.object({ since: v.optional(Since) });
const NumberInPath = v.object({ number: E164 });

/** Whom we know, shared by all of us, and whom we turn away. */
export const contacts = new Hono<SignedInEnv>()
  .get('/contacts', sValidator('query', ContactsQuery, orRefuse), async (c) => {
    const { since = null } = c.req.valid('query');
    return c.json((await stored(() => c.var.ports.exchange.contacts(since))) satisfies Contacts);
  })
  .post('/contacts', sValidator('json', ContactBatch, orRefuse), async (c) => {
    await save(c.var, c.req.valid('json').contacts);
    return c.body(null, 204);
  })
  .put('/contacts/:id', sValidator('json', Contact, orRefuse), async (c) => {
    const contact = c.req.valid('json');
    if (contact.id !== c.req.param('id')) throw new Problem('bad_request');
    await save(c.var, [contact]);
    return c.body(null, 204);
  })
  .delete('/contacts/:id', async (c) => {
    const { device, ports } = c.var;
    if (!(await stored(() => ports.exchange.eraseContact(c.req.param('id'), Date.now()))))
      throw new Problem('not_found');
    log.info('contact-erased', { by: device.id });
    return c.body(null, 204);
  })
  .get('/blocked', async (c) => c.json((await stored(() => c.var.ports.exchange.blocked())) satisfies Blocked))
  .put('/blocked/:number', sValidator('param', NumberInPath, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const { number } = c.req.valid('param');
    if (!(await stored(() => ports.exchange.block(number, Date.now())))) throw new Problem('too_many');
    log.info('blocked', { by: device.id });
    return c.body(null, 204);
  })
  .delete('/blocked/:number', sValidator('param', NumberInPath, orRefuse), async (c) => {
    const { device, ports } = c.var;
    await stored(() => ports.exchange.unblock(c.req.valid('param').number, Date.now()));
    log.info('unblocked', { by: device.id });
    return c.body(null, 204);
  });

async function save({ device, ports }: SignedInEnv['Variables'], some: readonly Contact[]): Promise<void> {
  const done = await stored(() => ports.exchange.saveContacts(some, Date.now()));
  if (done !== 'saved') throw new Problem(done === 'erased' ? 'erased' : 'too_many');
  log.info('contacts-saved', { by: device.id, contacts: some.length });
}
