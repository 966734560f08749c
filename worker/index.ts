import { Hono } from 'hono/tiny';
import { api } from './api/index.ts';
import { events } from './events.ts';
import { hardened } from './hardened.ts';
import { pages } from './pages.ts';
import { onError, type WorkerEnv, wired } from './wiring.ts';
import { voice } from './voice/index.ts';

export { Switchboard } from './switchboard.ts';

export const app = new Hono<WorkerEnv>();

// Every answer carries the security headers, errors too.
app.use(hardened);
// A deployment that lacks something says what, and does nothing else.
app.use(wired);
// JSON for signed-in people: /api/*.
app.route('/', api);
// Twilio asks what to do now, and is answered in TwiML: /twiml/* and /handle_calls.
app.route('/', voice);
// Twilio tells what happened: /events/*.
app.route('/', events);
// The telephone itself.
app.route('/', pages);
app.onError(onError);

export default { fetch: app.fetch } satisfies ExportedHandler<Cloudflare.Env>;
