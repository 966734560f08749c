/** The control API of the emulator, for one telephone. */

async function request(path, body) {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/_emulator/${path}`, init);
  const isJson = response.headers.get('content-type')?.includes('json');
  const answer = isJson ? await response.json() : null;
  if (!response.ok) throw new Error(answer?.error?.message ?? `${response.status}`);
  return answer;
}

export const listPhones = () => request('phones').then(({ phones }) => phones);
export const listCalls = () => request('calls').then(({ calls }) => calls);
/** The numbers of the account that is emulated: what there is to call. */
export const listLines = () => request('lines').then(({ lines }) => lines);

export function openTelephone(number) {
  const path = `phones/${encodeURIComponent(number)}`;
  const command = (name, body = {}) => request(`${path}/${name}`, body);
  return {
    look: () => request(path),
    call: (to, withheld) => command('call', { to, withheld }),
    answer: () => command('answer'),
    decline: () => command('decline'),
    busy: () => command('busy'),
    hangUp: () => command('hang-up'),
    digits: (digits) => command('digits', { digits }),
    useMicrophone: () => command('says', { microphone: true }),
    /** Calls `onState` with each change, `onLost` when the emulator does not answer: by events, else by asking twice a second. */
    watch(onState, onLost) {
      const poll = () => request(path).then(onState, onLost);
      let timer = setInterval(poll, 500);
      const events = new EventSource(`/_emulator/${path}/events`);
      events.onopen = () => {
        clearInterval(timer);
        timer = 0;
        void poll();
      };
      events.onmessage = ({ data }) => onState(JSON.parse(data));
      events.onerror = () => {
        onLost();
        timer ||= setInterval(poll, 500);
      };
      void poll();
    },
  };
}
