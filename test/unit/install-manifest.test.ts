import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestLanguages, manifestOf } from '../../web/manifest.ts';
import { readPng, type Pixels } from '../support/png.ts';
import { root } from '../support/source-files.ts';

const folder = join(root, 'web/public');
const manifests = manifestLanguages.map((language) => ({ language, manifest: manifestOf(language) }));
const pngOf = (src: string): Pixels => readPng(readFileSync(join(folder, src)));

/** What a value looks like without its words: the same in every language. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** Red, green, blue and alpha at a place. */
function at({ width, channels, bytes }: Pixels, x: number, y: number): number[] {
  const start = (y * width + x) * channels;
  const colour = [...bytes.subarray(start, start + channels)];
  return channels === 3 ? [...colour, 255] : colour;
}

const everyPixel = (pixels: Pixels): { x: number; y: number; colour: number[] }[] =>
  Array.from({ length: pixels.width * pixels.height }, (_, place) => {
    const [x, y] = [place % pixels.width, Math.floor(place / pixels.width)];
    return { x, y, colour: at(pixels, x, y) };
  });

describe.each(manifests)('the manifest in $language', ({ language, manifest }) => {
  const files = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap(({ icons }) => icons)];

  test('every picture it names is there, of the size and the type it says', () => {
    expect(files).toHaveLength(10);
    for (const { src, sizes, type } of files) {
      if (type === 'image/svg+xml') {
        expect(sizes, src).toBe('any');
        expect(readFileSync(join(folder, src), 'utf8'), src).toMatch(/^<svg /);
      } else {
        expect(type, src).toBe('image/png');
        const { width, height } = pngOf(src);
        expect(`${width}x${height}`, src).toBe(sizes);
      }
    }
  });

  test('what a browser asks for before it installs: a name, a start, a window, icons of 192 and 512 pixels', () => {
    expect(manifest).toMatchObject({ id: '/', name: 'Bakelite', start_url: '/', scope: '/', display: 'standalone' });
    expect(manifest.lang).toBe(language);
    const plain = manifest.icons.filter(({ purpose }) => purpose === 'any').map(({ sizes }) => sizes);
    expect(plain).toEqual(expect.arrayContaining(['192x192', '512x512', 'any']));
    expect(manifest.icons.map(({ purpose }) => purpose)).toEqual(expect.arrayContaining(['maskable', 'monochrome']));
    expect(manifest.description.length).toBeLessThanOrEqual(300);
    expect(manifest).not.toHaveProperty('orientation');
  });

  // https://web.dev/patterns/web-apps/richer-install-ui
  test('its pictures of the app are of shapes that a browser shows', () => {
    for (const factor of ['narrow', 'wide']) {
      const shapes = manifest.screenshots
        .filter(({ form_factor }) => form_factor === factor)
        .map(({ src }) => pngOf(src))
        .map(({ width, height }) => [Math.min(width, height), Math.max(width, height)] as const);
      expect(shapes.length).toBeGreaterThan(0);
      for (const [short, long] of shapes) {
        expect(short).toBeGreaterThanOrEqual(320);
        expect(long).toBeLessThanOrEqual(3840);
        expect(long / short).toBeLessThanOrEqual(2.3);
      }
      expect(new Set(shapes.map(([short, long]) => long / short)).size).toBe(1);
    }
  });
});

test('both languages are the same app, in other words', () => {
  const [english, french] = [manifestOf('en'), manifestOf('fr')];
  expect(shapeOf(french)).toEqual(shapeOf(english));
  expect(french.id).toBe(english.id);
  for (const [place, { name }] of english.shortcuts.entries()) expect(french.shortcuts[place]?.name).not.toBe(name);
  expect(french.description).not.toBe(english.description);
});

test('a telephone number reaches the page in the fragment, which no server sees', () => {
  expect(manifestOf('en').protocol_handlers).toEqual([{ protocol: 'tel', url: '/#tel=%s' }]);
});

test('nothing of the maskable icon’s mark lies outside the circle that is always shown', () => {
  const icon = pngOf('/icons/maskable-512.png');
  const outside = everyPixel(icon).filter(({ x, y }) => Math.hypot(x - 255.5, y - 255.5) > 0.4 * 512);
  // Only the ivory ground: light, and opaque.
  expect(outside.filter(({ colour }) => Math.min(...colour.slice(0, 3)) < 200 || colour[3] !== 255)).toEqual([]);
});

test('the monochrome icon is one colour on nothing, its holes too', () => {
  const icon = pngOf('/icons/monochrome-512.png');
  const painted = everyPixel(icon).filter(({ colour }) => colour[3] !== 0);
  expect(new Set(painted.map(({ colour }) => colour.slice(0, 3).join())).size).toBe(1);
  expect(at(icon, 0, 0)[3]).toBe(0);
  expect(at(icon, 256, 100)[3]).toBe(255);
  // The hole at six o’clock: 10 + 80 × 52.5 / 64 percent down.
  expect(at(icon, 256, Math.round((0.1 + (0.8 * 52.5) / 64) * 512))[3]).toBe(0);
});

test('the icon of an iPhone is opaque: it would show black elsewhere', () => {
  const icon = pngOf('/apple-touch-icon.png');
  expect([icon.width, icon.height]).toEqual([180, 180]);
  expect(everyPixel(icon).filter(({ colour }) => colour[3] !== 255)).toEqual([]);
});

test('the pictures keep to their budget', () => {
  const bytes = (src: string) => statSync(join(folder, src)).size;
  const { icons, screenshots } = manifestOf('fr');
  for (const { src } of icons) expect(bytes(src), src).toBeLessThanOrEqual(25_000);
  for (const { src } of [...screenshots, ...manifestOf('en').screenshots])
    expect(bytes(src), src).toBeLessThanOrEqual(80_000);
});
