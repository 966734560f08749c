/** What the browser says of the microphone, without asking anybody. */
export async function microphonePermission(): Promise<PermissionState | 'unknown'> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    // Browsers that do not tell about the microphone reject its name.
    return 'unknown';
  }
}
