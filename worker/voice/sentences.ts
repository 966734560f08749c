import type { SpokenLanguage } from '../config.ts';

const SENTENCES = {
  fr: {
    nobody: 'Bonjour. Personne ne peut répondre pour le moment. Merci de rappeler plus tard.',
    cannotDial: 'Désolé, l’appel ne peut pas être passé pour le moment. Réessayez dans une minute.',
  },
  en: {
    nobody: 'Hello. Nobody can answer right now. Please call again later.',
    cannotDial: 'Sorry, the call cannot be placed right now. Please try again in a minute.',
  },
};

/** What a caller hears when there is nobody or nothing to ring. `nobody`: from outside; `cannotDial`: one of us. */
export function sentence(name: keyof typeof SENTENCES.fr, language: SpokenLanguage): string {
  return SENTENCES[language.startsWith('fr') ? 'fr' : 'en'][name];
}
