import { listLines, openTelephone } from './exchange.js';
import { formatNumber, readNumber } from './numbers.js';
import { showNumbers, showTimeline } from './panels.js';
import { openSound, ring, wake } from './sound.js';
import { say, switchLanguage, translatePage } from './words.js';

const KEYS = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
];
const BUTTONS = {
  idle: ['call', 'delete'],
  ringing: ['decline', 'busy', 'answer'],
  calling: ['hang-up'],
  'in-call': ['hang-up'],
};

const byId = (id) => document.getElementById(id);
const number =
  new URLSearchParams(location.search)
    .get('number')
    ?.trim()
    .replace(/^(?=\d)/, '+') ?? '+15145550123';
const telephone = openTelephone(number);
const to = byId('to');

let phone = { state: 'idle', lastEnd: null, other: null, digits: '' };
let isReachable = true;
let notice = null;
let closeSound = null;
let stopRinging = null;

function stateWords() {
  if (!isReachable) return say('offline');
  if (phone.state !== 'idle' || !phone.lastEnd) return say(phone.state);
  return say(phone.lastEnd === 'busy' ? 'ended-busy' : phone.lastEnd);
}

function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function show() {
  const isIdle = phone.state === 'idle';
  byId('telephone').dataset.state = phone.state;
  write('own-number', formatNumber(number));
  write('state', stateWords());
  write('notice', notice ? (notice.key ? say(notice.key) : `${say('refused')} ${notice.text}`) : '');
  write('heard-digits', phone.digits || '–');
  write('other-party', isIdle ? '' : formatNumber(phone.other));
  to.hidden = !isIdle;
  byId('withheld').parentElement.toggleAttribute('data-hidden', !isIdle);
  for (const ids of Object.values(BUTTONS)) for (const id of ids) byId(id).hidden = !BUTTONS[phone.state].includes(id);
  document.title = phone.state === 'ringing' ? `☎ ${say('ringing')}` : say('title');
}

async function startSound() {
  if (closeSound) return;
  closeSound = () => undefined;
  const close = await openSound(number, (key) => {
    if (key !== undefined) notice = key && { key };
    show();
  });
  if (phone.state === 'idle' && !isStarting) close();
  else closeSound = close;
}

function follow() {
  if (phone.state === 'ringing') stopRinging ??= ring();
  else {
    stopRinging?.();
    stopRinging = null;
  }
  if (phone.state === 'idle' && !isStarting) {
    closeSound?.();
    closeSound = null;
    if (notice?.key) notice = null;
  }
  show();
  showTimeline().catch(() => undefined);
}

let isStarting = false;

/** Runs a command; the microphone is asked for when the command starts talking. */
async function run(command, { talks = false } = {}) {
  notice = null;
  isStarting = talks;
  try {
    if (talks) {
      void startSound().catch(() => undefined);
      await telephone.useMicrophone();
    }
    await command();
    phone = await telephone.look();
  } catch (error) {
    notice = { text: error instanceof Error ? error.message : String(error) };
  }
  isStarting = false;
  follow();
}

function press(key) {
  if (phone.state === 'in-call') return void run(() => telephone.digits(key));
  if (phone.state !== 'idle') return;
  to.value += key;
  to.scrollLeft = to.scrollWidth;
}

function dial() {
  const wanted = readNumber(to.value);
  if (wanted === '') return to.focus();
  void run(() => telephone.call(wanted, byId('withheld').checked), { talks: true });
}

for (const [key, letters] of KEYS) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(key, Object.assign(document.createElement('small'), { textContent: letters }));
  button.onclick = () => press(key);
  byId('keypad').append(button);
}

byId('call').onclick = dial;
byId('answer').onclick = () => run(telephone.answer, { talks: true });
byId('decline').onclick = () => run(telephone.decline);
byId('busy').onclick = () => run(telephone.busy);
byId('hang-up').onclick = () => run(telephone.hangUp);
byId('delete').onclick = () => {
  to.value = to.value.slice(0, -1);
};
byId('language').onclick = () => {
  switchLanguage();
  show();
  void showNumbers();
  void showTimeline();
};
addEventListener('pointerdown', wake, { once: true });
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === to) return void (event.key === 'Enter' && dial());
  if (/^[0-9*#]$/.test(event.key)) press(event.key);
  if (event.key === 'Escape' && phone.state !== 'idle') byId(phone.state === 'ringing' ? 'decline' : 'hang-up').click();
});

translatePage();
show();
telephone.watch(
  (next) => {
    isReachable = true;
    phone = next;
    follow();
  },
  () => {
    isReachable = false;
    show();
  },
);
showNumbers().catch(() => undefined);
showTimeline().catch(() => undefined);
setInterval(() => void (document.hidden || showTimeline().catch(() => undefined)), 1000);
listLines()
  .then(([line]) => {
    if (line && to.value === '') to.value = formatNumber(line.phoneNumber);
  })
  .catch(() => undefined);
