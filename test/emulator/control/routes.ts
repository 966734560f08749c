import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { ControlError, read } from './errors.ts';
import { FaultInput } from './fault-inputs.ts';
import { CallInput, DigitsInput, GuessesInput, HearsInput, NothingInput, PhoneInput, SaysInput } from './inputs.ts';
import type { Control } from './control.ts';

/** The control API over HTTP, under `/_emulator`: doors that only people and tests use, never Twilio's. */
export function controlRoutes(control: Control): Hono {
  const app = new Hono();
  const phone = (c: Context) => control.phone(c.req.param('e164') ?? '');
  const call = (c: Context) => control.call(c.req.param('sid') ?? '');
  const hears = (c: Context) => read(HearsInput, c.req.query());

  app.get('/lines', (c) => c.json({ lines: control.lines() }));
  app.get('/phones', (c) => c.json({ phones: control.phones() }));
  app.get('/phones/:e164', (c) => c.json(phone(c).view()));
  app.put('/phones/:e164', async (c) => c.json(phone(c).put(read(PhoneInput, await bodyOf(c)))));
  app.post('/phones/:e164/call', async (c) => {
    const { to, withheld } = read(CallInput, await bodyOf(c));
    return c.json(phone(c).call(to, { withheld }), 201);
  });
  for (const [path, verb] of [
    ['answer', 'answer'],
    ['decline', 'decline'],
    ['busy', 'busy'],
    ['no-answer', 'noAnswer'],
    ['hang-up', 'hangUp'],
  ] as const) {
    app.post(`/phones/:e164/${path}`, async (c) => {
      read(NothingInput, await bodyOf(c));
      return c.json(phone(c)[verb]());
    });
  }
  app.post('/phones/:e164/digits', async (c) => c.json(phone(c).digits(read(DigitsInput, await bodyOf(c)).digits)));
  app.post('/phones/:e164/says', async (c) => c.json(phone(c).says(read(SaysInput, await bodyOf(c)))));
  app.get('/phones/:e164/hears', async (c) => {
    const { hz, ms } = hears(c);
    return c.json(await phone(c).hears(hz, ms));
  });
  app.get('/phones/:e164/heard', (c) => c.json(phone(c).heard(c.req.query())));
  app.get('/phones/:e164/events', (c) => {
    const told = phone(c);
    return streamSSE(c, async (stream) => {
      const send = (view: unknown) => void stream.writeSSE({ data: JSON.stringify(view) });
      const stop = told.onChange(send);
      send(told.view());
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    });
  });

  app.get('/calls', (c) => c.json({ calls: control.calls() }));
  app.get('/calls/:sid', (c) => c.json(call(c).view()));
  app.post('/calls/:sid/ring-out', async (c) => {
    read(NothingInput, await bodyOf(c));
    return c.json(call(c).ringOut());
  });
  app.get('/calls/:sid/hears', async (c) => {
    const { hz, ms } = hears(c);
    return c.json(await call(c).hears(hz, ms));
  });
  app.get('/calls/:sid/says', async (c) => {
    const { hz, ms } = hears(c);
    return c.json(await call(c).says(hz, ms));
  });

  app.get('/conferences', (c) => c.json({ conferences: control.conferences() }));

  app.get('/recordings', (c) => c.json({ recordings: control.recordings() }));
  app.get('/recordings/:sid/hears', (c) => c.json(control.recording(c.req.param('sid')).hears(c.req.query())));

  app.get('/webhooks', (c) => c.json({ webhooks: control.webhooks() }));
  app.post('/webhooks/:id/replay', async (c) => {
    read(NothingInput, await bodyOf(c));
    return c.json(await control.replay(Number(c.req.param('id'))), 201);
  });
  app.get('/registrations', (c) => c.json({ registrations: control.registrations() }));

  app.get('/guesses', (c) => c.json(control.guesses()));
  app.put('/guesses', async (c) => c.json(control.guess(read(GuessesInput, await bodyOf(c)))));

  app.get('/faults', (c) => c.json({ faults: control.faults() }));
  app.post('/faults', async (c) => c.json(control.fault(read(FaultInput, await bodyOf(c))), 201));
  app.delete('/faults/:id', (c) => {
    control.removeFault(c.req.param('id'));
    return c.json({});
  });
  app.delete('/faults', (c) => {
    control.clearFaults();
    return c.json({});
  });
  app.post('/reset', (c) => {
    control.reset();
    return c.json({});
  });

  app.notFound((c) =>
    c.json({ error: { field: 'path', message: `no such route: ${c.req.method} ${c.req.path}` } }, 404),
  );
  app.onError((error, c) => {
    if (!(error instanceof ControlError)) throw error;
    return c.json({ error: { field: error.field, message: error.message } }, error.status);
  });
  return app;
}

async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError('body', 'is not JSON');
  }
}
