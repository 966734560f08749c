import { ApiFailure, type Api, type LoadApi } from './api.ts';

/** Loads the client once; a failed load is tried again at the next call. `onSignedOut`: the Worker answered 401. */
export function lazyApi(options: { onSignedOut: () => void }): LoadApi {
  let loaded: Promise<Api> | null = null;
  return () =>
    (loaded ??= import('./http-api.ts').then(
      ({ createHttpApi }) => createHttpApi(options),
      (cause: unknown) => {
        loaded = null;
        throw new ApiFailure('app-unavailable', 0, cause);
      },
    ));
}
