import type { SpokenLanguage } from '../config.ts';

const SENTENCES = {
  fr: {
    nobody: 'Bonjour. Personne ne peut répondre pour le moment. Merci de rappeler plus tard.',
    lost: 'Un instant : la liaison s’est interrompue. Nous rappelons votre correspondant.',
    over: 'La communication est interrompue. Au revoir.',
    cannotDial: 'Désolé, l’appel ne peut pas être passé pour le moment. Réessayez dans une minute.',
    notice: 'Cet appel est enregistré.',
    check: 'Ceci est un essai de la connexion. Vous n’avez rien à faire.',
  },
  en: {
    nobody: 'Hello. Nobody can answer right now. Please call again later.',
    lost: 'One moment: the connection was lost. We are calling back the person you were talking to.',
    over: 'The connection was lost. Goodbye.',
    cannotDial: 'Sorry, the call cannot be placed right now. Please try again in a minute.',
    notice: 'This call is recorded.',
    check: 'This is a test of the connection. There is nothing for you to do.',
  },
};

/** What a caller hears when there is nobody or nothing to ring. `nobody`: from outside; `cannotDial`, `check`: one of us; `lost`, `over`, `notice`: in the middle of a call. */
export function sentence(name: keyof typeof SENTENCES.fr, language: SpokenLanguage): string {
  return SENTENCES[language.startsWith('fr') ? 'fr' : 'en'][name];
}
