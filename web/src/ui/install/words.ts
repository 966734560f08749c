import { m } from '../../paraglide/messages.js';
import type { InstallSteps } from '../../state/install-steps.ts';
import type { Placement } from '../../state/installation.svelte.ts';

type Said = Exclude<Placement, InstallSteps>;

/** The truth about each place that needs no pictures. A place without words does not compile. */
const sentences: Readonly<Record<Said, () => string>> = {
  installed: m.install_installed,
  accepted: m.install_accepted,
  askable: m.install_askable,
  unoffered: m.install_unoffered,
  impossible: m.install_impossible,
};

const isSaid = (placement: Placement): placement is Said => placement in sentences;

/** What there is to say of this place; null where steps are shown. */
export const sentenceOf = (placement: Placement): string | null => (isSaid(placement) ? sentences[placement]() : null);

/** The steps to show at this place; null where a sentence says it. */
export const stepsAt = (placement: Placement): InstallSteps | null => (isSaid(placement) ? null : placement);
