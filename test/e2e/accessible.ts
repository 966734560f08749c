import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** axe finds nothing serious or critical on what this person sees. */
export async function isAccessible(person: Person, screen: string): Promise<void> {
  // There are no frames, for which axe would open a page of its own each time.
  const axe = new AxeBuilder({ page: person.page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${screen}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}
