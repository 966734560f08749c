import * as v from 'valibot';
import type { Viewer } from './conversation.ts';
import { iso } from './iso.ts';
import { Identity, type Recording, RecordingSid } from './protocol.ts';

/** What is known of a recording. */
export const RecordingFacts = v.object({
  sid: RecordingSid,
  /** Milliseconds since the epoch. */
  startedAt: v.number(),
  /** Null while it is being made. */
  seconds: v.nullable(v.number()),
  /** Devices of ours that were on the call meanwhile. */
  present: v.array(Identity),
});
export type RecordingFacts = v.InferOutput<typeof RecordingFacts>;

/** What of it a person may hear, oldest first: the owner all, everybody else what they were there for. */
export function heardBy(viewer: Viewer, recordings: readonly RecordingFacts[]): Recording[] {
  const wasThere = ({ present }: RecordingFacts) =>
    present.some((identity) => viewer.whoIs(identity)?.person === viewer.person);
  return recordings
    .filter((recording) => viewer.isOwner || wasThere(recording))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .map(({ sid, startedAt, seconds }) => ({ sid, startedAt: iso(startedAt), seconds }));
}
