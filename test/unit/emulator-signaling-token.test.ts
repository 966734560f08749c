import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { checkAccessToken } from '../emulator/signaling/access-token.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const NOW_S = NOW_MS / 1000;
const SECRET = 'the secret of the key, long enough';
const KEY_SID = `SK${'2'.repeat(32)}`;
const account = {
  accountSid: `AC${'1'.repeat(32)}`,
  apiKeys: [
    { sid: KEY_SID, secret: SECRET },
    { sid: `SK${'3'.repeat(32)}`, secret: 'another secret, also long enough' },
  ],
};

interface Changes {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  voice?: Record<string, unknown>;
  secret?: string;
}

/** A good token of Alice's, with the named things changed. */
function mint({ header = {}, claims = {}, voice = {}, secret = SECRET }: Changes = {}): Promise<string> {
  return new SignJWT({
    jti: `${KEY_SID}-${NOW_S}`,
    iss: KEY_SID,
    sub: account.accountSid,
    iat: NOW_S,
    exp: NOW_S + 3600,
    grants: {
      identity: 'alice',
      voice: { incoming: { allow: true }, outgoing: { application_sid: `AP${'4'.repeat(32)}` }, ...voice },
    },
    ...claims,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1', ...header })
    .sign(new TextEncoder().encode(secret));
}

async function codeOf(token: string): Promise<number | null> {
  const check = await checkAccessToken(token, account, NOW_MS);
  return 'error' in check ? check.error.code : null;
}

describe('an access token', () => {
  it('that is right says who it is for, until when, and what it may do', async () => {
    expect(await checkAccessToken(await mint(), account, NOW_MS)).toEqual({
      token: {
        identity: 'alice',
        expiresAtMs: NOW_MS + 3_600_000,
        mayBeCalled: true,
        applicationSid: `AP${'4'.repeat(32)}`,
      },
    });
  });

  it('without a grant to call or to be called says so', async () => {
    const token = await mint({ voice: { incoming: undefined, outgoing: undefined } });
    expect(await checkAccessToken(token, account, NOW_MS)).toMatchObject({
      token: { mayBeCalled: false, applicationSid: null },
    });
  });

  it('signed with another key of the account is right when that key issued it', async () => {
    const [, other] = account.apiKeys;
    expect(await codeOf(await mint({ claims: { iss: other?.sid }, secret: other?.secret ?? '' }))).toBeNull();
    expect(await codeOf(await mint({ claims: { iss: other?.sid } }))).toBe(31202);
  });

  it.each<[string, number, Changes]>([
    ['signed with the wrong secret', 31202, { secret: 'not the secret of the key at all' }],
    ['issued by a key nobody knows', 31202, { claims: { iss: `SK${'9'.repeat(32)}` } }],
    ['of another account', 31203, { claims: { sub: `AC${'9'.repeat(32)}` } }],
    ['without the content type of Twilio tokens', 31204, { header: { cty: undefined } }],
    ['of another content type', 31204, { header: { cty: 'twilio-sat;v=1' } }],
    ['without an identity', 31204, { claims: { grants: { voice: {} } } }],
    ['with an identity Twilio would not take', 31204, { claims: { grants: { identity: 'alice smith', voice: {} } } }],
    ['without a voice grant', 31204, { claims: { grants: { identity: 'alice' } } }],
    ['that never ends', 31204, { claims: { exp: undefined } }],
    ['that ended a second ago', 31205, { claims: { iat: NOW_S - 3601, exp: NOW_S - 1 } }],
    ['that ends this very second', 31205, { claims: { exp: NOW_S } }],
    ['that is not valid yet', 31204, { claims: { nbf: NOW_S + 60 } }],
    ['that lives longer than 24 hours', 31207, { claims: { exp: NOW_S + 86_401 } }],
  ])('%s is refused with %i', async (_what, code, changes) => {
    expect(await codeOf(await mint(changes))).toBe(code);
  });

  it('of exactly 24 hours, or in its last second, is taken', async () => {
    expect(await codeOf(await mint({ claims: { exp: NOW_S + 86_400 } }))).toBeNull();
    expect(await codeOf(await mint({ claims: { iat: NOW_S - 3599, exp: NOW_S + 1 } }))).toBeNull();
  });

  it('without a signature is refused, whatever it claims', async () => {
    const [header, payload] = (await mint()).split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', cty: 'twilio-fpa;v=1' })).toString(
      'base64url',
    );
    expect(await codeOf(`${unsigned}.${payload}.`)).toBe(31204);
    expect(await codeOf(`${header}.${payload}.`)).toBe(31202);
    expect(await codeOf(`${header}.${payload}`)).toBe(31204);
  });

  it('that is any text at all, or a good one with any one character changed, is refused and nothing breaks', async () => {
    const good = await mint();
    const settings = { seed: 3, numRuns: process.env['FULL'] ? 5000 : 200 };
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        expect(await codeOf(text)).not.toBeNull();
      }),
      settings,
    );
    // The last character of a signature carries bits that mean nothing, so it is left alone.
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: good.length - 2 }), fc.constantFrom('A', 'z', '.', '-'), async (at, character) => {
        fc.pre(good[at] !== character);
        expect(await codeOf(good.slice(0, at) + character + good.slice(at + 1))).not.toBeNull();
      }),
      settings,
    );
  });
});
