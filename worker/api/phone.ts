import { Hono } from 'hono/tiny';
import { sValidator } from '@hono/standard-validator';
import { type SignedInEnv, stored } from '../auth/session.ts';
import { copyRing, readRing } from '../directory.ts';
import { LIMITS } from '../dialplan.ts';
import { emergencyNumbers } from '../numbering.ts';
import { Problem } from '../problem.ts';
import { type Config, type Health, LineInput, type Token } from '../protocol.ts';
import { signToken, TOKEN_TTL_SECONDS } from '../twilio/token.ts';
import { within } from '../within.ts';
import { orRefuse } from './body.ts';

const HEALTH_MS = 1000;
/** What was chosen for our lines is worth a moment and no more: the rest of the configuration needs no storage. */
const CHOICES_MS = 1000;
const UNCHOSEN = { label: '', recording: 'ask' } as const;

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
  .get('/config', async (c) => {
    const { edge, endpoints, isSignalingOverridden, lines } = c.var.config;
    const chosen = await within(CHOICES_MS, () => c.var.ports.exchange.lineChoices());
    const named = (line: (typeof lines)[number]) => ({
      ...line,
      ...((chosen.ok && chosen.value[line.number]) || UNCHOSEN),
    });
    return c.json({
      lines: [named(lines[0]), ...lines.slice(1).map(named)],
      edge,
      signaling: isSignalingOverridden ? new URL(endpoints.signaling).host : null,
      insights: endpoints.insights !== null,
      emergencyNumbers: emergencyNumbers(lines[0].country),
      timeLimitSeconds: LIMITS.timeLimitSeconds,
    } satisfies Config);
  })
  .put('/lines/:number', sValidator('json', LineInput, orRefuse), async (c) => {
    const { config, device, ports } = c.var;
    const line = config.lines.find(({ number }) => number === c.req.param('number'));
    if (!line) throw new Problem('not_found');
    const wanted = c.req.valid('json');
    const isTheirs = await stored(() => ports.exchange.changeLine(line.number, wanted, device.person, Date.now()));
    if (!isTheirs) throw new Problem('forbidden');
    return c.body(null, 204);
  })
  .get('/health', async (c) => {
    const { device, ports } = c.var;
    const [object, directory] = await Promise.all([
      within(HEALTH_MS, () => ports.exchange.devices(device, Date.now())),
      within(HEALTH_MS, () => readRing(ports.directory)),
    ]);
    return c.json({ ok: object.ok && directory.ok, object: object.ok, directory: directory.ok } satisfies Health);
  });
