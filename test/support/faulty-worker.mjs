// Wraps the built Worker: its storage bindings can be made to hang or throw while it runs, by a request that only tests send.
import app, { Switchboard } from './index.js';

export { Switchboard };

const faults = { directory: 'works', object: 'works' };

/** Every method of the target hangs, throws or works, as the fault says at the time of the call. */
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
      return (...args) => {
        if (fault === 'hangs') return new Promise(() => {});
        if (fault === 'throws') return Promise.reject(new Error('storage is down (test)'));
        return kind === 'stub' ? object[name](...args) : value.apply(object, args);
      };
    },
  });
}

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname === '/test-faults') {
      Object.assign(faults, await request.json());
      return Response.json(faults);
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
