/** A microphone or a loudspeaker. Remembered by its name too: a browser may give the same one another id. */
export interface AudioDevice {
  id: string;
  label: string;
}

/** The system's own choice, whichever that is at the moment. */
export const systemChoice: AudioDevice = { id: '', label: '' };

/** How many wishes are remembered for each use. */
export const mostWishes = 5;

/**
 * The devices that are there, in the order they are wished for; the system's own choice is always the last.
 * `wishes`: newest first.
 */
export function inOrder(wishes: readonly AudioDevice[], available: readonly AudioDevice[]): AudioDevice[] {
  const found: AudioDevice[] = [];
  for (const wish of wishes) {
    if (wish.id === systemChoice.id) break;
    const device =
      available.find(({ id }) => id === wish.id) ?? available.find(({ label }) => label !== '' && label === wish.label);
    if (device !== undefined && !found.includes(device)) found.push(device);
  }
  return [...found, systemChoice];
}

/** The newest wish that is there, else the system's own choice. */
export const chooseDevice = (wishes: readonly AudioDevice[], available: readonly AudioDevice[]): AudioDevice =>
  inOrder(wishes, available)[0] ?? systemChoice;

/** The wishes once this device is wished for: newest first, each once. */
export const wishFor = (device: AudioDevice, wishes: readonly AudioDevice[]): AudioDevice[] =>
  [device, ...wishes.filter(({ id, label }) => id !== device.id && (label === '' || label !== device.label))].slice(
    0,
    mostWishes,
  );
