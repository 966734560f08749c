const name = 'bakelite.call';

/** Whether somebody talks or is rung in any tab of this browser. */
export interface CallLock {
  /** This tab has a call until the returned function is called. */
  hold(): () => void;
  /** Does something once no tab has a call. */
  whenFree(work: () => void): void;
}

/** Calls hold a Web Lock together (https://www.w3.org/TR/web-locks/); whatever must not disturb them waits to have it alone. */
export const browserCallLock: CallLock = {
  hold() {
    const held = Promise.withResolvers<undefined>();
    void navigator.locks.request(name, { mode: 'shared' }, () => held.promise);
    return () => held.resolve(undefined);
  },
  whenFree: (work) => void navigator.locks.request(name, work),
};
