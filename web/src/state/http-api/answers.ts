import type * as v from 'valibot';

/** What is needed of a response: the typed ones of `hc` and the browser's own both have it. */
export type Answer = Pick<Response, 'ok' | 'status'> & { json(): Promise<unknown> };

/** How the answers of the Worker are read; both reject with an `ApiFailure` only. */
export interface Answers {
  /** The parsed answer. */
  answer<S extends v.GenericSchema>(schema: S, asked: Promise<Answer>): Promise<v.InferOutput<S>>;
  /** An answer that says no more than that it is done. */
  done(asked: Promise<Answer>): Promise<void>;
}
