import { listCalls, listPhones } from './exchange.js';
import { say } from './words.js';
import { formatNumber } from './numbers.js';

/** Makes an element with text and children, never HTML. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function copyButton(number) {
  const button = make('button', { type: 'button', textContent: say('copy') });
  button.setAttribute('aria-label', `${say('copyNumber')} ${formatNumber(number)}`);
  button.onclick = async () => {
    await navigator.clipboard.writeText(number);
    button.textContent = say('copied');
    setTimeout(() => (button.textContent = say('copy')), 1500);
  };
  return button;
}

/** The telephones with a character, to be dialled from the phone under trial. */
export async function showNumbers() {
  const phones = await listPhones();
  const rows = phones
    .filter(({ character }) => character !== 'manual')
    .map(({ number, character }) => {
      const words = make(
        'div',
        {},
        make('strong', { textContent: say(`character-${character}`) }),
        make('span', { textContent: formatNumber(number) }),
      );
      return make('li', {}, words, copyButton(number));
    });
  document.getElementById('numbers').replaceChildren(...rows);
}

/** The short facts of an entry; addresses and whole documents stay in the control API. */
function detailsOf({ atMs: _atMs, kind: _kind, what: _what, url: _url, ...details }) {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== '' && typeof value !== 'object')
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
    .slice(0, 200);
}

/** The entries of several legs in the order they happened; those of a child say whose they are. */
function merge(root, legs) {
  const startMs = Date.parse(root.createdAt);
  return [root, ...legs]
    .flatMap((call) => {
      const offsetMs = Date.parse(call.createdAt) - startMs;
      const owner = call === root ? '' : `→ ${formatNumber(call.to)} `;
      return call.timeline.map((entry) => ({ entry, owner, atMs: offsetMs + entry.atMs }));
    })
    .sort((one, other) => one.atMs - other.atMs);
}

function entryRow({ entry, owner, atMs }) {
  const time = make('time', { textContent: `${(atMs / 1000).toFixed(2)} s` });
  const facts = make('code', { textContent: detailsOf(entry) });
  const words = make('div', {}, owner, make('b', { textContent: say(entry.kind) }), ` ${entry.what} `, facts);
  return make('li', { className: entry.kind }, time, words);
}

function callTitle(call) {
  return `${formatNumber(call.from)} → ${formatNumber(call.to)} · ${call.status}`;
}

let shown = '';

/** The newest call and its legs, as they happen. */
export async function showTimeline() {
  const calls = await listCalls();
  const root = calls.find(({ parentCallSid }) => !parentCallSid);
  const legs = root ? calls.filter(({ parentCallSid }) => parentCallSid === root.sid) : [];
  const fresh = JSON.stringify([document.documentElement.lang, root, legs]);
  if (fresh === shown) return;
  shown = fresh;
  document.getElementById('timeline-call').textContent = root ? callTitle(root) : say('noCalls');
  const entries = root ? merge(root, legs) : [];
  const list = document.getElementById('timeline');
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 20;
  list.replaceChildren(...entries.map(entryRow));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}
