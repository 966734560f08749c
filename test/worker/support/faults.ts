import { env } from 'cloudflare:workers';

type Fault = 'throws' | 'hangs' | 'is late';

/** Longer than any webhook waits. */
const LATE_MS = 900;

const lateWork: Promise<unknown>[] = [];

/** Until everything that was late is done. */
export async function lateWorkDone(): Promise<void> {
  await Promise.allSettled(lateWork.splice(0));
}

/** A method with the fault; a late one does its work in the end. */
function faulty(fault: Fault, works: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<unknown> {
  switch (fault) {
    case 'throws':
      return () => Promise.reject(new Error('storage is broken, on purpose'));
    case 'hangs':
      return () => Promise.withResolvers<never>().promise;
    case 'is late':
      return (...args) => {
        const late = Promise.withResolvers<unknown>();
        setTimeout(() => {
          late.resolve(works(...args));
        }, LATE_MS);
        lateWork.push(late.promise);
        return late.promise;
      };
  }
}

/** A stand-in for `target` whose named methods have the fault; the others work. */
function faultyMethods<T extends object>(target: T, fault: Fault, isFaulty: (name: string) => boolean): T {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof name !== 'string' || typeof member !== 'function' || name === 'then') return member;
      const works = (...args: unknown[]): unknown => Reflect.apply(member, target, args);
      return isFaulty(name) ? faulty(fault, works) : works;
    },
  });
}

/** The deployment's bindings with the object, KV or only KV's writes broken. What is not named works. */
export function brokenBindings(faults: { object?: Fault; directory?: Fault; writes?: Fault }): Cloudflare.Env {
  const broken = { ...env };
  const { object, directory, writes } = faults;
  if (object) {
    broken.SWITCHBOARD = new Proxy(env.SWITCHBOARD, {
      get: (namespace, name) =>
        name === 'get'
          ? (id: DurableObjectId) => faultyMethods(namespace.get(id), object, () => true)
          : Reflect.get(namespace, name).bind(namespace),
    });
  }
  if (directory) broken.IDENTITIES = faultyMethods(env.IDENTITIES, directory, () => true);
  if (writes) broken.IDENTITIES = faultyMethods(env.IDENTITIES, writes, (name) => name === 'put');
  return broken;
}

/** The deployment's bindings with other variables; `undefined` takes one away. */
export function withVariables(variables: Record<string, string | undefined>): Cloudflare.Env {
  return { ...env, ...variables } as Cloudflare.Env;
}
