import * as v from 'valibot';

/** A request to the control API that cannot be done: `field` names what is wrong. */
export class ControlError extends Error {
  readonly field: string;
  readonly status: 400 | 404 | 409;
  constructor(field: string, message: string, status: 400 | 404 | 409 = 400) {
    super(message);
    this.name = 'ControlError';
    this.field = field;
    this.status = status;
  }
}

/** Parses what came in; the first thing wrong with it becomes a {@link ControlError} with the field's name. */
export function read<const T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ControlError(v.getDotPath(issue) ?? 'body', issue.message);
}
