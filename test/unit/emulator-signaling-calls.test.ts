import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebRtcLeg } from '../emulator/media/webrtc-leg.ts';
import { tone } from '../emulator/media/tone.ts';
import { CALL_SID, openRig } from './emulator-signaling-rig.ts';
import type { Rig } from './emulator-signaling-rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await openRig();
});

afterEach(() => rig.close());

describe('a call that a Device places', () => {
  it('reaches the exchange with its parameters, rings, is answered, and carries sound', async () => {
    const { device, leg, call } = await rig.placeCall();
    expect(rig.placed).toMatchObject([{ identity: 'alice', params: { To: '+15145550123' } }]);
    await call.ringing({ withMedia: false });
    expect(await device.hear('ringing')).toEqual({ callsid: CALL_SID });
    await call.answer();
    const answer = await device.hear('answer');
    expect(answer).toMatchObject({
      callsid: CALL_SID,
      reconnect: expect.any(String),
      sdp: expect.stringContaining('m=audio'),
    });
    leg.sends = tone(440);
    await leg.accept(String(answer['sdp']));
    await expect.poll(() => call.media.says(440, 200), { timeout: 4000 }).toMatchObject({ peakHz: 440 });
    device.say('hangup', { callsid: CALL_SID });
    await expect.poll(() => rig.happened).toEqual(['hung up']);
    leg.close();
  });

  it('gets its session description once: with early media in ringing, then not again', async () => {
    const { device, call } = await rig.placeCall();
    await call.ringing({ withMedia: true });
    expect(await device.hear('ringing')).toMatchObject({ sdp: expect.stringContaining('m=audio') });
    await call.answer();
    expect(await device.hear('answer')).not.toHaveProperty('sdp');
  });

  it('can be given up under the id the Device made up itself', async () => {
    const { device } = await rig.placeCall();
    device.say('hangup', { callsid: 'TJS1' });
    await expect.poll(() => rig.happened).toEqual(['hung up']);
  });

  it('without a grant is refused and never reaches the exchange', async () => {
    const device = await rig.openDevice('bob', { voice: { outgoing: undefined } });
    device.say('invite', { callsid: 'TJS1', sdp: 'v=0', twilio: {} });
    expect(await device.hear('error')).toMatchObject({ callsid: 'TJS1', error: { code: 31201 } });
    expect(await device.hear('hangup')).toMatchObject({ callsid: 'TJS1', error: { code: 31201 } });
    expect(rig.placed).toEqual([]);
  });

  it('hears of a busy callee with the code of it, under the name it knows the call by', async () => {
    const { device, call } = await rig.placeCall();
    call.hangup({ code: 31486, message: 'Busy Here' });
    expect(await device.hear('hangup')).toEqual({ callsid: 'TJS1', error: { code: 31486, message: 'Busy Here' } });
    expect(rig.happened).toEqual([]);
  });

  it('sends keys and messages by signaling too', async () => {
    const { device, call } = await rig.placeCall();
    const digits: string[] = [];
    call.media.onDigit(({ digit, via }) => digits.push(`${digit} by ${via}`));
    device.say('dtmf', { callsid: CALL_SID, dtmf: '1w#' });
    device.say('message', {
      callsid: CALL_SID,
      content: {},
      contenttype: 'a/b',
      messagetype: 'x',
      voiceeventsid: 'KX1',
    });
    expect(await device.hear('ack')).toEqual({ acktype: 'message', callsid: CALL_SID, voiceeventsid: 'KX1' });
    expect(digits).toEqual(['1 by signaling', '# by signaling']);
  });
});

describe('a call to a Device', () => {
  async function ring() {
    const device = await rig.openDevice();
    const [connection] = rig.signaling.registered('alice');
    if (!connection) throw new Error('alice is not registered');
    const call = rig.signaling.invite(connection, {
      callSid: CALL_SID,
      parameters: { From: '+15145550123' },
      events: rig.events,
    });
    const invite = await device.hear('invite');
    return { device, call, invite };
  }

  it('rings with who calls and an offer; accepted, it carries sound', async () => {
    const { device, call, invite } = await ring();
    expect(invite).toMatchObject({
      callsid: CALL_SID,
      parameters: { CallSid: CALL_SID, From: '+15145550123' },
      reconnect: expect.any(String),
    });
    const leg = createWebRtcLeg({ engine: rig.engine });
    leg.sends = tone(440);
    device.say('answer', { callsid: CALL_SID, sdp: await leg.answer(String(invite['sdp'])) });
    await expect.poll(() => rig.happened).toEqual(['accepted']);
    await expect.poll(() => call.media.says(440, 200), { timeout: 4000 }).toMatchObject({ peakHz: 440 });
    leg.close();
  });

  it('is rejected once, however often that is said', async () => {
    const { device } = await ring();
    device.say('reject', { callsid: CALL_SID });
    device.say('hangup', { callsid: CALL_SID });
    device.say('register', { media: { audio: true } });
    await device.hear('ready');
    expect(rig.happened).toEqual(['rejected']);
  });

  it('stops ringing when it is cancelled; nothing of it is left', async () => {
    const { device, call } = await ring();
    call.cancel();
    expect(await device.hear('cancel')).toEqual({ callsid: CALL_SID });
    call.hangup();
    device.say('hangup', { callsid: CALL_SID });
    device.say('register', { media: { audio: false } });
    await device.hear('offline');
    expect(device.earlier()).toEqual([]);
    expect(rig.happened).toEqual([]);
  });

  it('is lost at once when its socket went away in the meantime', async () => {
    const device = await rig.openDevice();
    const [connection] = rig.signaling.registered('alice');
    device.socket.terminate();
    await expect.poll(() => rig.signaling.registrations().length).toBe(0);
    if (connection) rig.signaling.invite(connection, { callSid: CALL_SID, parameters: {}, events: rig.events });
    await rig.clock.advance(0);
    expect(rig.happened).toEqual(['lost']);
  });
});

describe('a call whose socket is lost', () => {
  async function answered() {
    const { device, call, sdp } = await rig.placeCall();
    await call.answer();
    const { reconnect } = await device.hear('answer');
    rig.signaling.dropSockets('alice');
    expect(await device.closed).toBe(1006);
    await expect.poll(() => rig.signaling.registrations().length).toBe(0);
    return { call, sdp, token: String(reconnect) };
  }

  it('goes on when the Device comes back in time, with a new token and no new description', async () => {
    const { sdp, token } = await answered();
    await rig.clock.advance(9000);
    const again = await rig.openDevice();
    again.say('invite', { callsid: CALL_SID, sdp, reconnect: token, twilio: {} });
    const answer = await again.hear('answer');
    expect(answer).toEqual({ callsid: CALL_SID, reconnect: expect.any(String) });
    expect(answer['reconnect']).not.toBe(token);
    await rig.clock.advance(4000);
    expect(rig.happened).toEqual([]);
  });

  it('is lost when the Device stays away longer than it asked for', async () => {
    await answered();
    await rig.clock.advance(9999);
    expect(rig.happened).toEqual([]);
    await rig.clock.advance(1);
    expect(rig.happened).toEqual(['lost']);
  });

  it('is refused to whoever has the wrong token', async () => {
    const { sdp } = await answered();
    const again = await rig.openDevice();
    again.say('invite', { callsid: CALL_SID, sdp, reconnect: 'guessed', twilio: {} });
    expect(await again.hear('hangup')).toMatchObject({ callsid: CALL_SID, error: { code: 31107 } });
  });

  it('is refused to another identity, even with the right token', async () => {
    const { sdp, token } = await answered();
    const mallory = await rig.openDevice('mallory');
    mallory.say('invite', { callsid: CALL_SID, sdp, reconnect: token, twilio: {} });
    expect(await mallory.hear('hangup')).toMatchObject({ error: { code: 31107 } });
  });

  it('that ended meanwhile is told as an ordinary end', async () => {
    const { call, sdp, token } = await answered();
    call.hangup();
    const again = await rig.openDevice();
    again.say('invite', { callsid: CALL_SID, sdp, reconnect: token, twilio: {} });
    expect(await again.hear('hangup')).toEqual({ callsid: CALL_SID });
  });

  it('is lost at once when it was never answered: the Device has no token to come back with', async () => {
    await rig.placeCall();
    rig.signaling.dropSockets();
    await expect.poll(() => rig.signaling.registrations().length).toBe(0);
    await rig.clock.advance(0);
    expect(rig.happened).toEqual(['lost']);
  });
});

describe('a Device that goes at once', () => {
  it('ends its call when it says so with its last breath', async () => {
    const { device } = await rig.placeCall();
    device.say('register', { media: { audio: false } });
    device.say('hangup', { callsid: CALL_SID });
    device.socket.close();
    await expect.poll(() => rig.happened).toEqual(['hung up']);
  });

  it('leaves no call behind when it goes before its token was read', async () => {
    const device = await rig.openSocket();
    device.say('listen', { token: await rig.mint('alice'), reconnectTimeout: 10 });
    device.say('invite', { callsid: 'TJS1', sdp: 'v=0', twilio: {} });
    device.socket.terminate();
    await device.closed;
    await rig.clock.advance(20_000);
    expect(rig.placed.length).toBe(rig.happened.length);
  });
});
