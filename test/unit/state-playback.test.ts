/// <reference types="svelte" />
import { expect, test } from 'vitest';
import { ApiFailure, type Api } from '../../web/src/state/api.ts';
import { Playback, type SoundElement } from '../../web/src/state/playback.svelte.ts';
import { settled } from '../support/manual-clock.ts';

const ONE = `RE${'1'.repeat(32)}`;
const TWO = `RE${'2'.repeat(32)}`;

/** An audio element as the HTML Standard has it, without sound: a new source begins anew, at the default rate. */
class ElementDouble extends EventTarget {
  preload: SoundElement['preload'] = 'auto';
  currentTime = 0;
  duration = NaN;
  paused = true;
  defaultPlaybackRate = 1;
  playbackRate = 1;
  #src = '';

  get src(): string {
    return this.#src;
  }
  set src(src: string) {
    this.#src = src;
    this.load();
  }
  load(): void {
    this.paused = true;
    this.currentTime = 0;
    this.duration = NaN;
    this.playbackRate = this.defaultPlaybackRate;
  }
  removeAttribute(): void {
    this.#src = '';
  }
  play(): Promise<void> {
    this.paused = false;
    this.happens('play');
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
    this.happens('pause');
  }
  happens(event: string, facts: Partial<Pick<ElementDouble, 'currentTime' | 'duration' | 'paused'>> = {}): void {
    Object.assign(this, facts);
    this.dispatchEvent(new Event(event));
  }
}

function listening(ask: Api['askForRecording'] = () => Promise.resolve()) {
  const element = new ElementDouble();
  const asked: string[] = [];
  const api: Pick<Api, 'askForRecording'> = {
    askForRecording: (sid) => {
      asked.push(sid);
      return ask(sid);
    },
  };
  return { element, asked, playback: new Playback(element, () => Promise.resolve(api as Api)) };
}

test('nothing is fetched before somebody wants to hear it', () => {
  const { element } = listening();
  expect([element.preload, element.src]).toEqual(['none', '']);
});

test('a recording plays, says where it is, and goes on where it was paused', () => {
  const { element, playback } = listening();
  playback.play(ONE);
  element.happens('durationchange', { duration: 12.5 });
  element.happens('timeupdate', { currentTime: 3 });
  expect(playback).toMatchObject({ sid: ONE, isPlaying: true, seconds: 3, duration: 12.5 });
  expect(element.src).toBe(`/api/recordings/${ONE}`);
  playback.pause();
  expect(playback.isPlaying).toBe(false);
  playback.play(ONE);
  expect(playback).toMatchObject({ isPlaying: true, seconds: 3 });
  element.happens('ended', { paused: true });
  expect(playback.isPlaying).toBe(false);
});

test('another one takes its place, from the beginning and as fast', () => {
  const { element, playback } = listening();
  playback.play(ONE);
  playback.hasten(1.5);
  element.happens('timeupdate', { currentTime: 3 });
  playback.play(TWO);
  expect(playback).toMatchObject({ sid: TWO, seconds: 0, duration: null, speed: 1.5 });
  expect(element).toMatchObject({ src: `/api/recordings/${TWO}`, playbackRate: 1.5 });
});

test('somebody goes to a moment of a recording before it plays', () => {
  const { element, playback } = listening();
  playback.seek(ONE, 40);
  expect(playback).toMatchObject({ sid: ONE, isPlaying: false, seconds: 40 });
  playback.play(ONE);
  expect(element.currentTime).toBe(40);
});

test.each([
  ['forbidden', new ApiFailure('forbidden', 403)],
  ['not_found', new ApiFailure('not_found', 404)],
  ['still_going', new ApiFailure('still_going', 409)],
  ['unreachable', new ApiFailure('unreachable')],
  ['unplayable', null],
])('one that is not heard says why: %s; and is asked for again with the next tap', async (code, failure) => {
  const { element, asked, playback } = listening(() => (failure ? Promise.reject(failure) : Promise.resolve()));
  playback.play(ONE);
  element.happens('error', { paused: true });
  await settled();
  expect(playback).toMatchObject({ failure: code, isPlaying: false });
  expect(asked).toEqual([ONE]);
  playback.play(ONE);
  expect(playback).toMatchObject({ failure: null, isPlaying: true });
});

test('an answer about a recording that nobody hears any more is dropped', async () => {
  const { element, playback } = listening(() => Promise.reject(new ApiFailure('not_found', 404)));
  playback.play(ONE);
  element.happens('error');
  playback.play(TWO);
  await settled();
  expect(playback).toMatchObject({ sid: TWO, failure: null, isPlaying: true });
});

test('at the end nothing plays, and nothing is on its way', () => {
  const { element, playback } = listening();
  playback.play(ONE);
  playback.end();
  expect(playback).toMatchObject({ sid: null, isPlaying: false, seconds: 0 });
  expect([element.src, element.paused]).toEqual(['', true]);
});
