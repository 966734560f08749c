import type { TwimlDocument, Verb } from './nodes.ts';

/** Every URL a document names, as written. */
export function urlsOf({ verbs }: TwimlDocument): string[] {
  return verbs.flatMap(urlsOfVerb).filter((url): url is string => url !== null && url !== '');
}

function urlsOfVerb(verb: Verb): (string | null)[] {
  switch (verb.verb) {
    case 'Play':
    case 'Redirect':
      return [verb.url];
    case 'Dial':
      return [
        verb.action,
        ...verb.nouns.flatMap(({ progress, whisper }) => [progress.url, whisper?.url ?? null]),
        ...(verb.conference === null ? [] : [verb.conference.manner.wait.url, verb.conference.manner.report.url]),
      ];
    case 'Say':
    case 'Pause':
    case 'Hangup':
    case 'Reject':
      return [];
  }
}
