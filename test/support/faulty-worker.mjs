// Wraps the built Worker: its storage bindings can be made to hang or throw while it runs, and hours can pass at once, by
// requests that only tests send.
import app, { Switchboard as RealSwitchboard } from './index.js';

const faults = { directory: 'works', object: 'works' };
let chance = seeded(1);

/** How often the object fails when it does so sometimes. Of these failures one in two comes after the work was done. */
const FAILURES = 0.3;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const down = () => new Error('storage is down (test)');

/** Every method of the target hangs, throws, throws sometimes or works, as the fault says at the time of the call. */
function faulty(target, kind) {
  return new Proxy(target, {
    get(object, name) {
      const value = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      if (name === 'idFromName') return value.bind(object);
      if (kind === 'object' && (name === 'get' || name === 'getByName')) {
        return (...args) => faulty(value.apply(object, args), 'stub');
      }
      const fault = faults[kind === 'stub' ? 'object' : kind];
      const works = (...args) => (kind === 'stub' ? object[name](...args) : value.apply(object, args));
      return async (...args) => {
        if (fault === 'hangs') return new Promise(() => {});
        if (fault === 'throws') throw down();
        if (fault !== 'throws sometimes') return works(...args);
        const luck = chance();
        if (luck < FAILURES / 2) throw down();
        const answer = await works(...args);
        if (luck < FAILURES) throw down();
        return answer;
      };
    },
  });
}

const MachineDate = Date;
let aheadMs = 0;

/** The clock of the Worker and of its object: the machine's, and what was added to it. */
globalThis.Date = class extends MachineDate {
  constructor(...args) {
    super(...(args.length === 0 ? [MachineDate.now() + aheadMs] : args));
  }
  static now() {
    return MachineDate.now() + aheadMs;
  }
};

export class Switchboard extends RealSwitchboard {
  /** What the platform does by itself once the time has come. */
  async ringsDueAlarm() {
    const dueAt = await this.ctx.storage.getAlarm();
    if (dueAt === null || dueAt > Date.now()) return false;
    await this.ctx.storage.deleteAlarm();
    await this.alarm();
    return true;
  }
}

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname === '/test-faults') {
      const { seed, ...asked } = await request.json();
      if (seed !== undefined) chance = seeded(seed);
      Object.assign(faults, asked);
      return Response.json(faults);
    }
    if (url.pathname === '/test-clock') {
      aheadMs += (await request.json()).ms;
      const object = env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));
      return Response.json({ wasDue: await object.ringsDueAlarm() });
    }
    const { IDENTITIES, SWITCHBOARD, ...rest } = env;
    const wrapped = {
      ...rest,
      IDENTITIES: faulty(IDENTITIES, 'directory'),
      SWITCHBOARD: faulty(SWITCHBOARD, 'object'),
    };
    return app.fetch(request, wrapped, context);
  },
};
