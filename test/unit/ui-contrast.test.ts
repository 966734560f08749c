import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Oklch = readonly [lightness: number, chroma: number, hue: number];
type Scheme = 'light' | 'dark';

const css = readFileSync(new URL('../../web/src/ui/tokens.css', import.meta.url), 'utf8');
const colour = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;

/** An opaque token of the style sheet in one scheme; a token that is missing or translucent fails by name. */
function token(name: string, scheme: Scheme): Oklch {
  const both = new RegExp(String.raw`--${name}: light-dark\(${colour}, ${colour}\);`).exec(css);
  const one = new RegExp(String.raw`--${name}: ${colour};`).exec(css);
  const numbers = (both ? both.slice(1) : (one?.slice(1) ?? [])).map(Number);
  const [lightness, chroma, hue] = both && scheme === 'dark' ? numbers.slice(3) : numbers;
  if (lightness === undefined || chroma === undefined || hue === undefined)
    throw new Error(`no opaque token --${name}`);
  return [lightness, chroma, hue];
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour, through OKLab and linear sRGB (CSS Color 4, section 10). */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return (
    0.2126 * clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

function contrast(over: string, under: string, scheme: Scheme): number {
  const [dim = 0, bright = 0] = [token(over, scheme), token(under, scheme)].map(luminance).sort((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

const grounds = ['background', 'surface', 'raised'];
const words: [string, string[]][] = [
  ['ink', [...grounds, 'fill', 'key-top', 'key-bottom']],
  ['soft', [...grounds, 'fill', 'key-top', 'key-bottom']],
  ['missed', grounds],
  ['call-text', grounds],
  ['hold-text', grounds],
  ['background', ['ink']],
  ['on-color', ['call-pill', 'end-pill']],
];
const drawings: [string, string[]][] = [
  ['on-color', ['call', 'call-deep', 'end', 'end-deep']],
  ['brass', grounds],
  ['call-dot', ['surface']],
  ['field-edge', grounds],
  ['ink', grounds],
];

for (const scheme of ['light', 'dark'] as const) {
  for (const [over, unders] of words) {
    for (const under of unders) {
      test(`${over} words can be read on ${under} in the ${scheme} scheme`, () => {
        expect(contrast(over, under, scheme)).toBeGreaterThanOrEqual(4.5);
      });
    }
  }
  for (const [over, unders] of drawings) {
    for (const under of unders) {
      test(`a ${over} drawing can be seen on ${under} in the ${scheme} scheme`, () => {
        expect(contrast(over, under, scheme)).toBeGreaterThanOrEqual(3);
      });
    }
  }
}

test('the luminance of white, black and sRGB red is what the standard says', () => {
  expect(luminance([1, 0, 0])).toBeCloseTo(1, 3);
  expect(luminance([0, 0, 0])).toBe(0);
  expect(luminance([0.62796, 0.25768, 29.234])).toBeCloseTo(0.2126, 3);
});
