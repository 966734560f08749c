import { env } from 'cloudflare:workers';

type Fault = 'throws' | 'hangs' | 'is late' | 'tells late';

/** Longer than any webhook waits. */
const LATE_MS = 900;

const lateWork: Promise<unknown>[] = [];

/** Until everything that was late is done. */
export async function lateWorkDone(): Promise<void> {
  await Promise.allSettled(lateWork.splice(0));
}

/** A method with the fault: one that is late does its work in the end, one that tells late at once. */
function faulty(fault: Fault, works: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<unknown> {
  switch (fault) {
    case 'throws':
      return () => Promise.reject(new Error('storage is broken, on purpose'));
    case 'hangs':
      return () => Promise.withResolvers<never>().promise;
    case 'is late':
    case 'tells late':
      return (...args) => {
        const late = Promise.withResolvers<unknown>();
        const told = fault === 'tells late' ? works(...args) : null;
        setTimeout(() => {
          late.resolve(told ?? works(...args));
        }, LATE_MS);
        lateWork.push(late.promise);
        return late.promise;
      };
  }
}

/** The fault that a question meets, by the method asked and what it was asked. */
type FaultOf = (method: string, args: readonly unknown[]) => Fault | null;

/** A stand-in for `target` whose methods have the fault that `faultOf` tells when they are called. */
function faultyMethods<T extends object>(target: T, faultOf: FaultOf): T {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof name !== 'string' || typeof member !== 'function' || name === 'then') return member;
      const works = (...args: unknown[]): unknown => Reflect.apply(member, target, args);
      return (...args: unknown[]): unknown => {
        const fault = faultOf(name, args);
        return fault ? faulty(fault, works)(...args) : works(...args);
      };
    },
  });
}

/** The deployment's bindings with the object, KV or only KV's writes broken. What is not named works. */
export function brokenBindings(faults: {
  object?: Fault | FaultOf;
  directory?: Fault;
  writes?: Fault;
}): Cloudflare.Env {
  const broken = { ...env };
  const { object, directory, writes } = faults;
  if (object) {
    const faultOf = typeof object === 'function' ? object : () => object;
    broken.SWITCHBOARD = new Proxy(env.SWITCHBOARD, {
      get: (namespace, name) =>
        name === 'get'
          ? (id: DurableObjectId) => faultyMethods(namespace.get(id), faultOf)
          : Reflect.get(namespace, name).bind(namespace),
    });
  }
  if (directory) broken.IDENTITIES = faultyMethods(env.IDENTITIES, () => directory);
  if (writes) broken.IDENTITIES = faultyMethods(env.IDENTITIES, (name) => (name === 'put' ? writes : null));
  return broken;
}

/** The deployment's bindings with other variables; `undefined` takes one away. */
export function withVariables(variables: Record<string, string | undefined>): Cloudflare.Env {
  return { ...env, ...variables } as Cloudflare.Env;
}
