import { identityOf } from './parties.ts';
import type { CallRecord } from './history.ts';
import { type Identity, type Quality, QualityLevel } from './protocol.ts';
import { answerOf } from './standing.ts';

/** How calls sounded. Pure. */

/**
 * The worse of two reports: the lower level, then the lower score, then more lost, then later. A join: any number of reports, in any
 * order and however often repeated, come to the same.
 */
export function worseOf(a: Quality, b: Quality): Quality {
  const badness = ({ worst, mos, lossPercent, rttMs, jitterMs }: Quality): number[] => [
    QualityLevel.options.indexOf(worst),
    -(mos ?? 6),
    lossPercent ?? -1,
    rttMs ?? -1,
    jitterMs ?? -1,
  ];
  const [ofA, ofB] = [badness(a), badness(b)];
  const at = ofA.findIndex((figure, i) => figure !== ofB[i]);
  if (at !== -1) return (ofA[at] ?? 0) > (ofB[at] ?? 0) ? a : b;
  return (a.cause ?? '') >= (b.cause ?? '') ? a : b;
}

/** Whether a device of ours talked in a call: it placed it, or a leg to it was answered. */
export function tookPart({ root, legs }: CallRecord, identity: Identity): boolean {
  if (identityOf(root.from) === identity) return true;
  return Object.values(legs).some((leg) => identityOf(leg.to) === identity && answerOf(leg) !== null);
}
