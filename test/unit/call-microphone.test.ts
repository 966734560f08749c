import { expect, test } from 'vitest';
import { microphoneProblem } from '../../web/src/call/microphone.ts';

const refusal = (name: string, message = ''): Error => Object.assign(new Error(message), { name });

test.each([
  ['NotAllowedError', '', 'denied', 'microphone-denied'],
  ['NotAllowedError', '', 'unknown', 'microphone-denied'],
  ['NotAllowedError', 'Permission dismissed', 'prompt', 'microphone-dismissed'],
  ['NotAllowedError', 'Permission denied by system', 'granted', 'microphone-denied-by-system'],
  ['NotFoundError', '', 'granted', 'microphone-missing'],
  ['NotReadableError', 'Could not start audio source', 'granted', 'microphone-busy'],
  ['AbortError', '', 'granted', 'microphone-busy'],
] as const)('%s "%s" with permission %s is told as %s', (name, message, permission, problem) => {
  expect(microphoneProblem(refusal(name, message), permission)).toBe(problem);
});

test('what no browser is known to say is unknown', () => {
  expect(microphoneProblem('?', 'granted')).toBe('unknown');
});
