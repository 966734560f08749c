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
  byId('lines').hidden = byId('lines').childElementCount === 0;
  byId('lines').toggleAttribute('data-hidden', !isIdle);
  for (const button of byId('lines').children) {
    button.setAttribute('aria-pressed', String(button.value === readNumber(to.value)));
  }
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
  show();
}

function dial() {
  const wanted = readNumber(to.value);
  if (wanted === '') return to.focus();
  void run(() => telephone.call(wanted, byId('withheld').checked), { talks: true });
}

/** One button for each line, when there is a choice: it writes the number, to be called or changed. */
function offerLines(lines) {
  for (const { phoneNumber } of lines) {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.textContent = formatNumber(phoneNumber);
    button.value = phoneNumber;
    button.onclick = () => {
      to.value = formatNumber(phoneNumber);
      show();
    };
    byId('lines').append(button);
  }
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
  show();
};
byId('language').onclick = () => {
  switchLanguage();
  show();
  void showNumbers();
  void showTimeline();
};
to.oninput = show;
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
  .then((lines) => {
    if (lines.length > 1) offerLines(lines);
    if (lines[0] && to.value === '') to.value = formatNumber(lines[0].phoneNumber);
    show();
  })
  .catch(() => undefined);
