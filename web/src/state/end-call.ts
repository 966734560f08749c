import { failureOf, type FailureCode, type LoadApi } from './api.ts';

/** Ends a call that goes on without this device, for everybody in it; why not, or null when it is done. */
export async function endCall(api: LoadApi, callSid: string): Promise<FailureCode | null> {
  try {
    await (await api()).steer(callSid, { does: 'hang-up' });
    return null;
  } catch (thrown) {
    const { code } = failureOf(thrown);
    // It was over before.
    return code === 'not_found' ? null : code;
  }
}
