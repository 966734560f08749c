/** Everything the page says, in the reader's language. */
const WORDS = {
  en: {
    title: 'The outside world',
    subtitle: 'An ordinary telephone on the emulated public network.',
    otherLanguage: 'Français',
    thisTelephone: 'This telephone:',
    numberToCall: 'Number to call',
    withheld: 'Hide my number',
    lines: 'Lines to call',
    keypad: 'Keypad',
    call: 'Call',
    answer: 'Answer',
    decline: 'Decline',
    busy: 'Busy',
    hangUp: 'Hang up',
    deleteDigit: 'Delete',
    keyPresses: 'Keys heard:',
    idle: 'Ready. Dial the line, or let it call you.',
    ringing: 'Rings: somebody is calling.',
    calling: 'Calling…',
    'in-call': 'In call',
    offline: 'The emulator does not answer. Start it again; this page finds it by itself.',
    'hung-up-here': 'You hung up.',
    'hung-up-there': 'The other side hung up.',
    'no-answer': 'No answer.',
    declined: 'Declined.',
    canceled: 'The caller gave up.',
    'not-in-service': 'That number is not in service.',
    'ended-busy': 'Busy.',
    microphoneDenied: 'The microphone is not allowed here: you hear, but you are not heard.',
    microphoneMissing: 'No microphone was found: you hear, but you are not heard.',
    microphoneBusy: 'The microphone is taken by something else: you hear, but you are not heard.',
    soundLost: 'The sound connection was lost. Trying again…',
    refused: 'That did not work:',
    numbersTitle: 'Numbers to try',
    numbersHint: 'Dial them from the phone you are trying out. Each has its own character.',
    copy: 'Copy',
    copied: 'Copied',
    copyNumber: 'Copy the number',
    'character-echo': 'Echo: says back what you say',
    'character-tone': 'Tone: a steady sound',
    'character-music': 'Music',
    'character-busy': 'Always busy',
    'character-no-answer': 'Rings, nobody answers',
    'character-declines': 'Declines',
    'character-not-in-service': 'Not in service',
    'character-menu': 'Menu: reads your keys back',
    'character-early-media': 'Speaks before it answers',
    'character-manual': 'A person: this page',
    timelineTitle: 'What is happening',
    noCalls: 'No call yet.',
    verb: 'TwiML',
    webhook: 'Webhook',
    callback: 'Callback',
    media: 'Sound',
    dtmf: 'Key',
    error: 'Error',
    leg: 'Call',
  },
  fr: {
    title: 'Le monde extérieur',
    subtitle: 'Un téléphone ordinaire du réseau public émulé.',
    otherLanguage: 'English',
    thisTelephone: 'Ce téléphone :',
    numberToCall: 'Numéro à appeler',
    withheld: 'Masquer mon numéro',
    lines: 'Lignes à appeler',
    keypad: 'Clavier',
    call: 'Appeler',
    answer: 'Répondre',
    decline: 'Refuser',
    busy: 'Occupé',
    hangUp: 'Raccrocher',
    deleteDigit: 'Effacer',
    keyPresses: 'Touches reçues :',
    idle: 'Prêt. Appelez la ligne, ou laissez-la vous appeler.',
    ringing: 'Ça sonne : quelqu’un appelle.',
    calling: 'Appel en cours…',
    'in-call': 'En communication',
    offline: 'L’émulateur ne répond pas. Relancez-le ; cette page le retrouve d’elle-même.',
    'hung-up-here': 'Vous avez raccroché.',
    'hung-up-there': 'L’autre côté a raccroché.',
    'no-answer': 'Pas de réponse.',
    declined: 'Refusé.',
    canceled: 'L’appelant a renoncé.',
    'not-in-service': 'Ce numéro n’est pas en service.',
    'ended-busy': 'Occupé.',
    microphoneDenied: 'Le micro n’est pas autorisé ici : vous entendez, mais on ne vous entend pas.',
    microphoneMissing: 'Aucun micro trouvé : vous entendez, mais on ne vous entend pas.',
    microphoneBusy: 'Le micro est pris ailleurs : vous entendez, mais on ne vous entend pas.',
    soundLost: 'La liaison du son est coupée. Nouvel essai…',
    refused: 'Cela n’a pas marché :',
    numbersTitle: 'Numéros à essayer',
    numbersHint: 'Composez-les depuis le téléphone à l’essai. Chacun a son caractère.',
    copy: 'Copier',
    copied: 'Copié',
    copyNumber: 'Copier le numéro',
    'character-echo': 'Écho : répète ce que vous dites',
    'character-tone': 'Tonalité : un son continu',
    'character-music': 'Musique',
    'character-busy': 'Toujours occupé',
    'character-no-answer': 'Sonne, personne ne répond',
    'character-declines': 'Refuse l’appel',
    'character-not-in-service': 'Hors service',
    'character-menu': 'Menu : relit vos touches',
    'character-early-media': 'Parle avant de répondre',
    'character-manual': 'Une personne : cette page',
    timelineTitle: 'Ce qui se passe',
    noCalls: 'Aucun appel pour l’instant.',
    verb: 'TwiML',
    webhook: 'Webhook',
    callback: 'Rappel d’état',
    media: 'Son',
    dtmf: 'Touche',
    error: 'Erreur',
    leg: 'Appel',
  },
};

let language = localStorage.getItem('language') ?? (navigator.language.startsWith('fr') ? 'fr' : 'en');

/** The words for `key` in the chosen language; the key itself when nobody wrote them. */
export const say = (key) => WORDS[language]?.[key] ?? WORDS.en[key] ?? key;

/** Writes every `data-text` and `data-label` of the page. */
export function translatePage() {
  document.documentElement.lang = language;
  document.title = say('title');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', say(element.dataset.label));
  for (const element of document.querySelectorAll('[data-placeholder]'))
    element.placeholder = say(element.dataset.placeholder);
  const button = document.getElementById('language');
  button.textContent = say('otherLanguage');
  button.lang = language === 'fr' ? 'en' : 'fr';
}

export function switchLanguage() {
  language = language === 'fr' ? 'en' : 'fr';
  localStorage.setItem('language', language);
  translatePage();
}
