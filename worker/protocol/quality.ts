import * as v from 'valibot';

/** How a call sounds, as the person at a device of ours hears it. */
export const QualityLevel = v.picklist(['good', 'fair', 'poor']);
export type QualityLevel = v.InferOutput<typeof QualityLevel>;

/** What spoils it, the gravest first. `weak`: none of the others by itself, all of them together. */
export const QualityCause = v.picklist([
  'connection',
  'nothing-heard',
  'nothing-sent',
  'loss',
  'delay',
  'jitter',
  'weak',
]);
export type QualityCause = v.InferOutput<typeof QualityCause>;

const upTo = (most: number) => v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(most)));

/** `PUT /api/calls/:sid/quality`: a whole call, told by a device that took part once it is over. Figures are medians, null when there were none. */
export const Quality = v.strictObject({
  worst: QualityLevel,
  cause: v.nullable(QualityCause),
  /** Mean opinion score, 1 to 4.5. */
  mos: upTo(5),
  rttMs: upTo(60_000),
  jitterMs: upTo(60_000),
  /** Of all that should have arrived. */
  lossPercent: upTo(100),
});
export type Quality = v.InferOutput<typeof Quality>;
