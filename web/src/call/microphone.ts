import { microphonePermission } from './microphone-permission.ts';
import type { Microphone } from './ports.ts';
import { Trouble, type ProblemCode } from './problems.ts';

/** The browser's microphone, asked in context and never at page load without a grant. */
export const microphoneOf = (audio: { open(): Promise<MediaStream> }): Microphone => ({
  permission: microphonePermission,
  async open() {
    try {
      const stream = await audio.open();
      return () => {
        for (const track of stream.getTracks()) track.stop();
      };
    } catch (thrown) {
      if (thrown instanceof Trouble) throw thrown;
      throw new Trouble({ code: microphoneProblem(thrown, await microphonePermission()) }, thrown);
    }
  },
});

/**
 * Why `getUserMedia` refused (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia).
 * Chromium tells a refusal by the operating system only in the message; a closed prompt leaves the permission at `prompt`.
 */
export function microphoneProblem(
  thrown: unknown,
  permission: Awaited<ReturnType<Microphone['permission']>>,
): ProblemCode {
  const { name, message } = thrown instanceof Error ? thrown : new Error();
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (/by system/i.test(message)) return 'microphone-denied-by-system';
      return permission === 'prompt' ? 'microphone-dismissed' : 'microphone-denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'microphone-missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'microphone-busy';
    default:
      return 'unknown';
  }
}
