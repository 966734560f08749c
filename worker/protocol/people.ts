import * as v from 'valibot';
import { DeviceLabel, Identity, LineLabel, PersonId, PersonName, Time } from './ids.ts';
import { RecordingPolicy } from './recordings.ts';

/** `POST /api/session`: spends a sign-in code. 10 letters and digits, dashes and spaces and case do not matter. */
export const SignIn = v.object({ code: v.pipe(v.string(), v.maxLength(64)) });
export type SignIn = v.InferOutput<typeof SignIn>;

/** `POST /api/register-identity`: the label is all a browser may say about itself. */
export const RegisterIdentity = v.strictObject({ label: DeviceLabel });
export type RegisterIdentity = v.InferOutput<typeof RegisterIdentity>;

/** One of us as a colleague sees them. `name` is empty until somebody gave one. */
export const Person = v.object({
  id: PersonId,
  name: v.string(),
  isOwner: v.boolean(),
  isMe: v.boolean(),
  /** Whether a device of theirs is awake: its page is open and answers. */
  isAwake: v.boolean(),
  /** Devices that would be rung. */
  devices: v.number(),
});
export type Person = v.InferOutput<typeof Person>;

/** `GET /api/people`. */
export const People = v.object({ people: v.array(Person) });
export type People = v.InferOutput<typeof People>;

/** `PATCH /api/people/me`. */
export const NameInput = v.strictObject({ name: PersonName });
/** `PUT /api/lines/:number`: what is named is changed. Only the owner chooses what is recorded. */
export const LineInput = v.strictObject({ label: v.optional(LineLabel), recording: v.optional(RecordingPolicy) });
export type LineChange = v.InferOutput<typeof LineInput>;

/** One signed-in device of mine. `identity` is null until it has registered a phone. */
export const Device = v.object({
  id: v.string(),
  label: v.string(),
  person: PersonId,
  identity: v.nullable(Identity),
  isThisOne: v.boolean(),
  signedInAt: Time,
  seenAt: Time,
});
export type Device = v.InferOutput<typeof Device>;

/** `GET /api/devices`: the asking person's. */
export const Devices = v.object({ devices: v.array(Device) });
export type Devices = v.InferOutput<typeof Devices>;

/** `POST /api/register-identity` answers the device, with its identity. */
export const Registered = v.object({ device: Device });
export type Registered = v.InferOutput<typeof Registered>;

/** `POST /api/codes`: a code for my next device, for a new colleague of this name, or for one of us who has no device left. */
export const NewCodeInput = v.union([
  v.strictObject({}),
  v.strictObject({ name: PersonName }),
  v.strictObject({ person: PersonId }),
]);
export type NewCodeInput = v.InferOutput<typeof NewCodeInput>;

/** `link` carries the code in its fragment. */
export const NewCode = v.object({ code: v.string(), link: v.pipe(v.string(), v.url()), expiresAt: Time });
export type NewCode = v.InferOutput<typeof NewCode>;
