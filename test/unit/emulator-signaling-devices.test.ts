import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_SID, openRig } from './emulator-signaling-rig.ts';
import type { Rig } from './emulator-signaling-rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await openRig();
});

afterEach(() => rig.close());

describe('a Device that signs in', () => {
  it('is told who it is and for how long, and is registered until it says otherwise', async () => {
    const device = await rig.openSocket();
    device.say('listen', { token: await rig.mint('alice', { ttlS: 600 }), reconnectTimeout: 0 });
    expect(await device.hear('connected')).toMatchObject({ token: { identity: 'alice', ttl: 600 }, home: 'us1' });
    expect(rig.signaling.registered('alice')).toEqual([]);
    device.say('register', { media: { audio: true } });
    await device.hear('ready');
    expect(rig.signaling.registered('alice')).toMatchObject([
      { identity: 'alice', isRegistered: true, applicationSid: 'AP1' },
    ]);
    device.say('register', { media: { audio: false } });
    await device.hear('offline');
    expect(rig.signaling.registrations()).toEqual([]);
  });

  it('with a bad token is told the error, then closed for good', async () => {
    const device = await rig.openSocket();
    device.say('listen', { token: 'a.b.c' });
    expect(await device.hear('error')).toMatchObject({ error: { code: 31204 } });
    await device.hear('close');
    await device.closed;
  });

  it('that may not be called is told so and stays offline', async () => {
    const device = await rig.openSocket();
    device.say('listen', { token: await rig.mint('alice', { voice: { incoming: { allow: false } } }) });
    device.say('register', { media: { audio: true } });
    expect(await device.hear('error')).toMatchObject({ error: { code: 31201 } });
    await device.hear('offline');
    expect(rig.signaling.registered('alice')).toEqual([]);
  });

  it('gets a heartbeat every five seconds, none while silenced, and is dropped when it never answers', async () => {
    const device = await rig.openDevice();
    rig.signaling.setHeartbeatSilenced(true, 'alice');
    await rig.clock.advance(10_000);
    expect(device.beats()).toBe(0);
    rig.signaling.setHeartbeatSilenced(false, 'alice');
    await rig.clock.advance(5000);
    await expect.poll(device.beats).toBe(1);
    await rig.clock.advance(5000);
    expect(await device.closed).toBe(1006);
    expect(rig.signaling.registered('alice')).toEqual([]);
  });

  it('may do so from several sockets at once', async () => {
    await rig.openDevice();
    const second = await rig.openDevice();
    expect(rig.signaling.registered('alice')).toHaveLength(2);
    second.socket.close();
    await expect.poll(() => rig.signaling.registered('alice').length).toBe(1);
  });

  it('stops being registered when its token runs out, and is again with a new one', async () => {
    const device = await rig.openDevice('alice', { ttlS: 8 });
    await rig.clock.advance(8000);
    expect(await device.hear('error')).toMatchObject({ error: { code: 31205 } });
    expect(rig.signaling.registered('alice')).toEqual([]);
    device.say('listen', { token: await rig.mint('alice') });
    await device.hear('connected');
    expect(rig.signaling.registered('alice')).toHaveLength(1);
  });

  it('may place no call with a token that ran out', async () => {
    const device = await rig.openDevice('bob');
    expect(rig.signaling.expireTokens('nobody')).toBe(0);
    expect(rig.signaling.expireTokens('bob')).toBe(1);
    device.say('invite', { callsid: 'TJS9', sdp: 'v=0', twilio: {} });
    expect(await device.hear('hangup')).toMatchObject({ callsid: 'TJS9', error: { code: 31205 } });
    expect(rig.placed).toEqual([]);
  });
});

describe('nonsense on the wire', () => {
  it('is answered with an error and changes nothing', async () => {
    const device = await rig.openDevice();
    for (const text of ['{', '[]', '{"type":"dance","payload":{}}', '{"type":"hangup","payload":{"callsid":7}}']) {
      device.socket.send(text);
      expect(await device.hear('error')).toMatchObject({ error: { code: 31100 } });
    }
    device.socket.send(Buffer.from([1, 2, 3]));
    expect(await device.hear('error')).toMatchObject({ error: { code: 31100 } });
    expect(rig.signaling.registered('alice')).toHaveLength(1);
  });

  it('before a token is refused', async () => {
    const device = await rig.openSocket();
    device.say('register', { media: { audio: true } });
    expect(await device.hear('error')).toMatchObject({ error: { code: 31204 } });
  });

  it('about a call of somebody else does nothing to it', async () => {
    await rig.placeCall();
    const mallory = await rig.openDevice('mallory');
    mallory.say('hangup', { callsid: CALL_SID });
    mallory.say('register', { media: { audio: true } });
    await mallory.hear('ready');
    expect(rig.happened).toEqual([]);
  });

  it('in a description of the media ends that call and no other', async () => {
    const device = await rig.openDevice();
    device.say('invite', { callsid: 'TJS1', sdp: 'v=0 nonsense', twilio: {} });
    await expect.poll(() => rig.placed.length).toBe(1);
    await rig.placed[0]?.call.answer();
    expect(await device.hear('hangup')).toMatchObject({ callsid: 'TJS1' });
    expect(rig.happened).toEqual(['hung up']);
  });
});

describe('a server that refuses', () => {
  it('takes no new socket, keeps those it has, and takes new ones again after', async () => {
    await rig.openDevice();
    rig.signaling.setRefusing(true);
    await expect(rig.openSocket()).rejects.toThrow('503');
    expect(rig.signaling.registrations()).toHaveLength(1);
    rig.signaling.setRefusing(false);
    await rig.openDevice('bob');
  });
});
