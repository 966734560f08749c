/** Nothing that anybody sends us is larger. */
export const MAX_BODY_BYTES = 64 * 1024;
