import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import * as v from 'valibot';
import { spellCode } from '../auth/code.ts';
import { hashOf, newCode, newIdentity, newPersonId } from '../auth/secret.ts';
import { forgetSession, type SignedInEnv, stored } from '../auth/session.ts';
import { copyRing } from '../directory.ts';
import { iso } from '../iso.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import {
  type Devices,
  Identity,
  type NewCode,
  NewCodeInput,
  PersonId,
  RegisterIdentity,
  type Registered,
} from '../protocol.ts';
import { orRefuse } from './body.ts';

const CODE_MS = 10 * 60 * 1000;

/** My devices: this one's identity, the list, cutting one off, a code for the next one, for somebody new or for a colleague. */
export const devices = new Hono<SignedInEnv>()
  .post('/register-identity', sValidator('json', RegisterIdentity, orRefuse), async (c) => {
    const { device, ports } = c.var;
    const { label } = c.req.valid('json');
    const identity = v.parse(Identity, newIdentity());
    const registered = await stored(() => ports.exchange.registerIdentity(device.id, label, identity));
    if (!registered) throw new Problem('signed_out');
    log.info('registered', { device: device.id, identity: registered.identity });
    c.executionCtx.waitUntil(copyRing(ports));
    return c.json({ device: registered } satisfies Registered);
  })
  .get('/devices', async (c) => {
    const { device, ports } = c.var;
    return c.json({ devices: await stored(() => ports.exchange.devices(device, Date.now())) } satisfies Devices);
  })
  .delete('/devices/:id', async (c) => {
    const { device, ports } = c.var;
    const id = c.req.param('id');
    if (!(await stored(() => ports.exchange.cutOff(id, device.person, Date.now())))) throw new Problem('not_found');
    if (id === device.id) forgetSession(c);
    log.info('cut-off', { device: id, by: device.id });
    c.executionCtx.waitUntil(copyRing(ports));
    return c.body(null, 204);
  })
  .post('/codes', sValidator('json', NewCodeInput, orRefuse), async (c) => {
    const { config, device, ports } = c.var;
    const whose = c.req.valid('json');
    const invites = 'name' in whose ? whose.name : null;
    const now = Date.now();
    const code = newCode();
    const hash = await hashOf(code);
    const known = 'person' in whose ? whose.person : device.person;
    const person = invites === null ? known : v.parse(PersonId, newPersonId());
    const done = await stored(() =>
      ports.exchange.addCode({ hash, person, invites, expiresAt: now + CODE_MS, now }, device.person),
    );
    if (done !== 'added') throw new Problem(done === 'forbidden' ? 'forbidden' : 'not_found');
    log.info('code-made', { by: device.id, person, isInvitation: invites !== null });
    // In the fragment, which no server and no link preview ever sees.
    const link = `${config.publicUrl}/#code=${code}`;
    const expiresAt = iso(now + CODE_MS);
    return c.json({ code: spellCode(code), link, expiresAt } satisfies NewCode, 201);
  });
