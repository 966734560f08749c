import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEARTBEAT, readFrame, readParams, writeFrame } from '../emulator/signaling/frames.ts';

const runs = { seed: 11, numRuns: process.env['FULL'] ? 20_000 : 200 };
const frame = (type: string, payload: unknown) => JSON.stringify({ type, version: '1.6', payload });

describe('a frame from a Device', () => {
  it('that is a lone newline is the heartbeat', () => {
    expect(readFrame(HEARTBEAT)).toEqual({ heartbeat: true });
  });

  it('that places a call carries its custom parameters packed in one string', () => {
    const read = readFrame(
      frame('invite', { callsid: 'TJSx', sdp: 'v=0\r\n', twilio: { params: 'To=%2B1514&note=a%20b' } }),
    );
    expect(read).toEqual({
      frame: {
        type: 'invite',
        payload: { callsid: 'TJSx', sdp: 'v=0\r\n', twilio: { params: 'To=%2B1514&note=a%20b' } },
      },
    });
    expect(readParams('To=%2B1514&note=a%20b')).toEqual({ To: '+1514', note: 'a b' });
    expect(readParams(undefined)).toEqual({});
  });

  it.each<[string, string, RegExp]>([
    ['not JSON', '{', /not JSON/],
    ['of an unknown type', frame('dance', {}), /type/],
    ['without a payload', JSON.stringify({ type: 'register' }), /payload/],
    ['without a CallSid', frame('hangup', {}), /callsid/],
    ['with an SDP that is none', frame('answer', { callsid: 'CA1', sdp: 'hello' }), /sdp/],
    ['with keys no telephone has', frame('dtmf', { callsid: 'CA1', dtmf: '12x' }), /dtmf/],
    ['that asks for an hour to come back', frame('listen', { token: 't', reconnectTimeout: 3600 }), /reconnectTimeout/],
  ])('%s is named as malformed', (_what, text, reason) => {
    const read = readFrame(text);
    expect('malformed' in read ? read.malformed : '').toMatch(reason);
  });

  it('that is any text or any JSON is read or named malformed, and nothing breaks', () => {
    const known = fc.constantFrom(
      'listen',
      'register',
      'invite',
      'answer',
      'reject',
      'hangup',
      'reinvite',
      'dtmf',
      'message',
    );
    const anyFrame = fc.record({ type: known, payload: fc.anything() }).map((value) => JSON.stringify(value) ?? '');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), anyFrame), (text) => {
        const read = readFrame(text);
        expect(Number('frame' in read) + Number('heartbeat' in read) + Number('malformed' in read)).toBe(1);
      }),
      runs,
    );
  });

  it('gives back every custom parameter as the SDK packed it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
        (params) => {
          const packed = Object.entries(params)
            .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
            .join('&');
          expect(Object.entries(readParams(packed))).toEqual(Object.entries(params));
        },
      ),
      runs,
    );
  });
});

describe('a frame to a Device', () => {
  it('says its type and the version of the protocol', () => {
    expect(JSON.parse(writeFrame('cancel', { callsid: 'CA1' }))).toEqual({
      type: 'cancel',
      version: '1.6',
      payload: { callsid: 'CA1' },
    });
  });
});
