import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import { normalizeCode } from '../auth/code.ts';
import { guessLabel } from '../auth/label.ts';
import { networkOf } from '../auth/network.ts';
import { hashOf, newSecret } from '../auth/secret.ts';
import { forgetSession, keepSession, sessionHashOf, signedIn, type SignedInEnv, stored } from '../auth/session.ts';
import { copyRing } from '../directory.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import { type Registered, SignIn } from '../protocol.ts';
import { orRefuse } from './body.ts';

/** Signing in and out. A session is a device. */
export const session = new Hono<SignedInEnv>()
  .get('/', signedIn, (c) => c.json({ device: c.var.device } satisfies Registered))
  // The only route that an anonymous browser may use: it spends a code.
  .post('/', sValidator('json', SignIn, orRefuse), async (c) => {
    const { config, ports } = c.var;
    const { success } = await ports.signInLimit.limit({ key: networkOf(c.req.header('CF-Connecting-IP') ?? 'local') });
    if (!success) throw new Problem('too_many_tries');

    const secret = newSecret();
    const [codeHash, ownerHash, sessionHash, previousSessionHash] = await Promise.all([
      hashOf(normalizeCode(c.req.valid('json').code)),
      hashOf(config.ownerCode),
      hashOf(secret),
      sessionHashOf(c),
    ]);
    const label = guessLabel(c.req.header('User-Agent') ?? '');
    const hashes = { codeHash, ownerHash, sessionHash, previousSessionHash };
    const { device, problem } = await stored(() =>
      ports.exchange.signIn({ ...hashes, label, deviceId: crypto.randomUUID(), now: Date.now() }),
    );
    if (problem) {
      log.warn('sign-in-refused', { problem });
      throw new Problem(problem === 'wrong' ? 'code_wrong' : 'code_spent');
    }
    keepSession(c, secret);
    log.info('signed-in', { device: device.id });
    c.executionCtx.waitUntil(copyRing(ports));
    return c.json({ device } satisfies Registered, 201);
  })
  .delete('/', signedIn, async (c) => {
    const { device, ports } = c.var;
    await stored(() => ports.exchange.cutOff(device.id, device.person, Date.now()));
    forgetSession(c);
    log.info('signed-out', { device: device.id });
    c.executionCtx.waitUntil(copyRing(ports));
    return c.body(null, 204);
  });
