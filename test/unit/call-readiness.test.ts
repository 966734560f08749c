import { describe, expect, test } from 'vitest';
import { Trouble, type ProblemCode } from '../../web/src/call/problems.ts';
import { TelephoneDouble } from '../support/telephone-double.ts';

const minutes = (count: number): number => count * 60_000;

async function fresh(prepare: (ann: TelephoneDouble) => void = () => {}): Promise<TelephoneDouble> {
  const ann = new TelephoneDouble();
  prepare(ann);
  ann.engine.enable();
  await ann.clock.advance();
  return ann;
}

describe('the line is made only when it can make sound', () => {
  test('with the microphone granted it comes up by itself, and gives the microphone back', async () => {
    const ann = await fresh();
    expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
    expect(ann.microphonesOpen).toBe(0);
  });
  test.each(['prompt', 'unknown', 'denied'] as const)(
    'with the permission %s it waits for a tap',
    async (permission) => {
      const ann = await fresh((it) => (it.permission = permission));
      expect(ann.view.readiness).toBe('needs-gesture');
      expect(ann.voice.lines).toHaveLength(0);
      ann.view.commands.start?.();
      await ann.clock.advance();
      expect(ann.view.readiness).toBe('ready');
    },
  );
  test('a tap without a microphone still makes a line that rings, and says what is wrong', async () => {
    const ann = await fresh((it) => {
      it.permission = 'denied';
      it.microphoneProblem = 'microphone-denied';
    });
    ann.view.commands.start?.();
    await ann.clock.advance();
    expect(ann.view).toMatchObject({ readiness: 'ready', problem: { code: 'microphone-denied' } });
  });
  test('a granted microphone that is gone waits for a tap, and says so', async () => {
    const ann = await fresh((it) => (it.microphoneProblem = 'microphone-missing'));
    expect(ann.view).toMatchObject({ readiness: 'needs-gesture', problem: { code: 'microphone-missing' } });
  });
  test('nobody signed in, no line', async () => {
    const ann = await fresh();
    ann.engine.disable();
    expect(ann.view.readiness).toBe('signed-out');
    expect(ann.voice.line.isDestroyed).toBe(true);
    expect(ann.view.commands).toMatchObject({ dial: null, start: null });
  });
  test('signed out elsewhere during a call: the call goes on, and the line ends with it', async () => {
    const ann = await fresh();
    ann.engine.dial('5550199');
    await ann.clock.advance();
    ann.voice.line.call.answers();
    ann.engine.disable();
    expect(ann.call.state).toBe('open');
    expect(ann.voice.line.isDestroyed).toBe(false);
    ann.voice.line.call.ends();
    expect(ann.voice.line.isDestroyed).toBe(true);
  });
});

describe('the line comes back without a reload', () => {
  test('the SDK finds its socket again: nothing is made anew', async () => {
    const ann = await fresh();
    ann.voice.line.events.unregistered();
    expect(ann.view.readiness).toBe('offline');
    await ann.clock.advance(4_900);
    ann.voice.line.events.registered();
    await ann.clock.advance(60_000);
    expect(ann.view.readiness).toBe('ready');
    expect(ann.voice.lines).toHaveLength(1);
  });
  test('the SDK does not: after five seconds the person is told and the line is made anew, again and again, with the same token', async () => {
    const ann = await fresh();
    ann.voice.registers = () => new Promise(() => {});
    ann.voice.line.events.unregistered();
    await ann.clock.advance(60_000);
    expect(ann.view).toMatchObject({ readiness: 'offline', problem: { code: 'twilio-unreachable' } });
    expect(ann.voice.lines.length).toBeGreaterThan(3);
    expect(ann.voice.lines.slice(0, -1).every((line) => line.isDestroyed)).toBe(true);
    expect(ann.tokensGiven).toBe(1);
    ann.voice.registers = () => Promise.resolve();
    await ann.clock.advance(21_000);
    expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
  });
  test('a lost socket during a call leaves the line to the SDK until the call is over', async () => {
    const ann = await fresh();
    ann.engine.dial('5550199');
    await ann.clock.advance();
    ann.voice.line.call.answers();
    ann.voice.line.events.unregistered();
    await ann.clock.advance(60_000);
    expect(ann.voice.lines).toHaveLength(1);
    ann.voice.line.call.ends();
    await ann.clock.advance(1_000);
    expect(ann.voice.lines).toHaveLength(2);
    expect(ann.view.readiness).toBe('ready');
  });
  test('the Device is destroyed under us', async () => {
    const ann = await fresh();
    ann.voice.line.events.lost();
    expect(ann.view.readiness).toBe('offline');
    await ann.clock.advance(1_200);
    expect(ann.view.readiness).toBe('ready');
  });
  test.each(['restored', 'online'] as const)('the page is %s', async (event) => {
    const ann = await fresh();
    if (event === 'online') {
      ann.lives('offline');
      expect(ann.view).toMatchObject({ readiness: 'offline', problem: { code: 'offline' } });
    }
    ann.lives(event);
    await ann.clock.advance();
    expect(ann.voice.lines).toHaveLength(2);
    expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
  });
  test('the machine slept for an hour: a new line with a new token as soon as the page is seen', async () => {
    const ann = await fresh();
    ann.clock.sleep(minutes(60));
    ann.lives('visible');
    await ann.clock.advance();
    expect(ann.voice.line.tokens).toEqual(['token 2']);
    expect(ann.view.readiness).toBe('ready');
  });
  test('a look at the page changes nothing while all is well', async () => {
    const ann = await fresh();
    ann.lives('visible');
    await ann.clock.advance(1_000);
    expect(ann.voice.lines).toHaveLength(1);
    expect(ann.tokensGiven).toBe(1);
  });
});

describe('tokens', () => {
  test('are exchanged on the same line after three quarters of their life, all day long', async () => {
    const ann = await fresh();
    await ann.clock.advance(minutes(46));
    expect(ann.voice.lines).toHaveLength(1);
    expect(ann.voice.line.tokens).toEqual(['token 1', 'token 2']);
    await ann.clock.advance(minutes(8 * 60));
    expect(ann.voice.line.tokens).toHaveLength(12);
  });
  test('are never exchanged during a call, but right after', async () => {
    const ann = await fresh();
    ann.engine.dial('5550199');
    await ann.clock.advance();
    ann.voice.line.call.answers();
    await ann.clock.advance(minutes(50));
    expect(ann.voice.line.tokens).toEqual(['token 1']);
    ann.voice.line.call.ends();
    await ann.clock.advance();
    expect(ann.voice.line.tokens).toEqual(['token 1', 'token 2']);
  });
  test('that the Worker cannot give are asked for again until it can, and the line stays', async () => {
    const ann = await fresh();
    ann.tokenProblem = 'server-unavailable';
    await ann.clock.advance(minutes(47));
    expect(ann.view.readiness).toBe('ready');
    ann.tokenProblem = null;
    await ann.clock.advance(15_000);
    expect(ann.voice.line.tokens).toEqual(['token 1', 'token 2']);
  });
  test('that died while idle: a new line with a new one within seconds', async () => {
    const ann = await fresh();
    ann.voice.line.events.failed(20104);
    await ann.clock.advance(1_300);
    expect(ann.voice.line.tokens).toEqual(['token 2']);
    expect(ann.view.readiness).toBe('ready');
  });
  test('that died while idle do not delay a call that is dialled at once', async () => {
    const ann = await fresh();
    ann.voice.line.events.failed(31205);
    ann.engine.dial('5550199');
    await ann.clock.advance();
    expect(ann.voice.line.tokens).toEqual(['token 2']);
    expect(ann.call.state).toBe('connecting');
  });
  test.each([31202, 20101, 20151])(
    'that are refused with %i: said, tried again slowly, mended by itself',
    async (code) => {
      const ann = await fresh((it) => {
        // The server sends the error and then closes: the SDK rejects with nothing.
        it.voice.registers = (line) => {
          line.events.failed(code);
          return Promise.reject();
        };
      });
      await ann.clock.advance();
      expect(ann.view).toMatchObject({ readiness: 'broken', problem: { code: 'token-refused', sdkCode: code } });
      await ann.clock.advance(29_000);
      expect(ann.voice.lines).toHaveLength(1);
      ann.voice.registers = () => Promise.resolve();
      await ann.clock.advance(2_000);
      expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
      expect(ann.voice.line.tokens).toEqual(['token 2']);
    },
  );
  test('an error without a close does not leave the line registering for ever', async () => {
    const ann = await fresh((it) => {
      it.voice.registers = (line) => {
        line.events.failed(31202);
        return new Promise(() => {});
      };
    });
    await ann.clock.advance();
    expect(ann.view.readiness).toBe('broken');
  });
});

describe('the way out is always there', () => {
  test('without a network a call cannot be placed, the last one not again either; with it, both can', async () => {
    const ann = await TelephoneDouble.ready();
    ann.engine.dial('5550199');
    await ann.clock.advance();
    ann.view.commands.hangUp?.();
    await ann.clock.advance(2_000);
    expect(ann.call.state).toBe('closed');
    ann.lives('offline');
    expect(ann.view.commands).toMatchObject({ dial: null, redial: null });
    ann.lives('online');
    expect(ann.view.commands.dial).not.toBeNull();
    expect(ann.view.commands.redial).not.toBeNull();
  });
  test.each<[ProblemCode, string]>([
    ['server-unavailable', 'offline'],
    ['not-configured', 'broken'],
  ])('%s: told with a way to try again at once', async (code, readiness) => {
    const ann = await fresh((it) => (it.tokenProblem = code));
    await ann.clock.advance();
    expect(ann.view).toMatchObject({ readiness, problem: { code } });
    ann.tokenProblem = null;
    ann.view.problem?.retry?.();
    await ann.clock.advance();
    expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
  });
  test('our own code did not load: it is asked for again by itself, and a tap opens the page again', async () => {
    const ann = await fresh((it) => (it.isAppMissing = true));
    await ann.clock.advance();
    expect(ann.view).toMatchObject({ readiness: 'broken', problem: { code: 'app-unavailable' } });
    ann.view.problem?.retry?.();
    expect(ann.reloads).toBe(1);
    ann.isAppMissing = false;
    await ann.clock.advance(60_000);
    expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
  });
  test('a browser that cannot carry calls is told so', async () => {
    const ann = new TelephoneDouble();
    ann.voice.registers = () => Promise.reject(new Trouble({ code: 'browser-unsupported' }));
    ann.engine.enable();
    await ann.clock.advance();
    expect(ann.view).toMatchObject({ readiness: 'broken', problem: { code: 'browser-unsupported' } });
  });
  test('an idle telephone wakes up for nothing but its token', async () => {
    const ann = await fresh();
    expect(ann.clock.waiting).toBe(1);
  });
});
