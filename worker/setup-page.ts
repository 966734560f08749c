import * as v from 'valibot';
import { languageOf } from './accept-language.ts';
import { type ConfigProblem, PublicUrl } from './config.ts';

/**
 * What the page says of every variable there is, in both languages: `web/public/assets/setup.html`. It is kept out of the
 * bundle for its size. The assets layer takes no notice of the host.
 */
export const SETUP_PAGE = 'https://assets/assets/setup';

const FAULTS = {
  en: { missing: 'missing', empty: 'not filled in', wrong: 'not valid' },
  fr: { missing: 'manquant', empty: 'à remplir', wrong: 'non valable' },
};

/** A problem for the log. */
export function problemSentence({ name, fault }: ConfigProblem): string {
  return `${name} is ${FAULTS.en[fault]}.`;
}

/**
 * What a deployment shows until it is set up: of `page` the words about what it lacks, in one language. Never a value.
 * `url` is where it was asked for; its origin is shown where it could be the PUBLIC_URL that is sought.
 */
export function setupPage(
  page: Response,
  options: { problems: ConfigProblem[]; url: string; accepts: string },
): Response {
  const language = languageOf(options.accepts);
  const { origin } = new URL(options.url);
  const faults = new Map<string | null, ConfigProblem['fault']>(
    options.problems.map(({ name, fault }) => [name, fault]),
  );
  let said = '';
  const shown = new HTMLRewriter()
    .on('html', {
      element(html) {
        html.setAttribute('lang', language);
      },
    })
    .on(`html [lang="${language === 'fr' ? 'en' : 'fr'}"]`, {
      element(words) {
        words.remove();
      },
    })
    .on('main', {
      element(main) {
        main.removeAttribute('hidden');
      },
    })
    .on('li[id]', {
      element(item) {
        const fault = faults.get(item.getAttribute('id'));
        if (!fault) item.remove();
        else said = FAULTS[language][fault];
      },
    })
    .on('strong', {
      element(strong) {
        strong.setInnerContent(said);
      },
    })
    .on('.address', {
      element(address) {
        if (!v.is(PublicUrl, origin)) address.remove();
      },
    })
    .on('.address code', {
      element(code) {
        code.setInnerContent(origin);
      },
    })
    .transform(page);
  return new Response(shown.body, { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}
