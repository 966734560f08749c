import { Hono } from 'hono/tiny';
import type { SignedInEnv } from '../auth/session.ts';
import type { Line } from '../config.ts';
import { copyRing, readRing } from '../directory.ts';
import { LIMITS } from '../dialplan.ts';
import { emergencyNumbers } from '../numbering.ts';
import { Problem } from '../problem.ts';
import type { Config, Health, Token } from '../protocol.ts';
import { signToken, TOKEN_TTL_SECONDS } from '../twilio/token.ts';
import { within } from '../within.ts';

const HEALTH_MS = 1000;

const named = (line: Line) => ({ ...line, label: '' });

/** What a device needs to be a telephone: a token, the line's facts, and whether storage is well. */
export const phone = new Hono<SignedInEnv>()
  .post('/token', async (c) => {
    const { config, device, ports } = c.var;
    if (!(await ports.tokenLimit.limit({ key: device.id })).success) throw new Problem('too_many_tries');
    const { identity } = device;
    if (!identity) throw new Problem('not_registered');
    const token = await signToken({ ...config, identity, issuedAt: Math.floor(Date.now() / 1000) });
    c.executionCtx.waitUntil(copyRing(ports));
    return c.json({ token, identity, ttlSeconds: TOKEN_TTL_SECONDS } satisfies Token);
  })
  .get('/config', (c) => {
    const { edge, endpoints, isSignalingOverridden, lines } = c.var.config;
    return c.json({
      lines: [named(lines[0]), ...lines.slice(1).map(named)],
      edge,
      signaling: isSignalingOverridden ? new URL(endpoints.signaling).host : null,
      insights: endpoints.insights !== null,
      emergencyNumbers: emergencyNumbers(lines[0].country),
      timeLimitSeconds: LIMITS.timeLimitSeconds,
    } satisfies Config);
  })
  .get('/health', async (c) => {
    const { device, ports } = c.var;
    const [object, directory] = await Promise.all([
      within(HEALTH_MS, () => ports.exchange.devices(device, Date.now())),
      within(HEALTH_MS, () => readRing(ports.directory)),
    ]);
    return c.json({ ok: object.ok && directory.ok, object: object.ok, directory: directory.ok } satisfies Health);
  });
