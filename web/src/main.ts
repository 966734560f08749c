import { mount } from 'svelte';
import App from './App.svelte';
import './state/install-offer.ts';
import { createTelephone } from './state/telephone.svelte.ts';
import './ui/tokens.css';
import './ui/base.css';
import './ui/layout.css';
import { browserLocaleMemory, Locale } from './ui/locale.svelte.ts';
import { NumberFormat } from './ui/number-format.svelte.ts';
import { View } from './ui/view.svelte.ts';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

void createTelephone().then((telephone) =>
  mount(App, {
    target,
    props: {
      house: {
        ...telephone,
        locale: new Locale({
          memory: browserLocaleMemory,
          languages: navigator.languages,
          root: document.documentElement,
        }),
        numbers: new NumberFormat(() => telephone.session.config?.lines[0].country ?? ''),
        view: new View(location.hash),
      },
    },
  }),
);
