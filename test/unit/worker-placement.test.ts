import * as v from 'valibot';
import { expect, test } from 'vitest';
import { placeNear } from '../../worker/placement.ts';
import { E164 } from '../../worker/protocol.ts';

test.each([
  ['+18195550100', 'enam'],
  ['+27215550100', 'afr'],
  ['+33184880000', 'weur'],
  ['+442071838750', 'weur'],
  ['+551155550100', 'sam'],
  ['+61255501000', 'oc'],
  ['+79161234567', 'eeur'],
  ['+81312345678', 'apac'],
  ['+912212345678', 'apac'],
  ['+97141234567', 'me'],
  ['+96612345678', 'me'],
] as const)('the object of the line %s is made in %s', (number, place) => {
  expect(placeNear(v.parse(E164, number))).toBe(place);
});
