/** The drawings of Recents, one path each, after Lucide 1.48 (ISC licence, https://lucide.dev). */
export { phone } from './icons.ts';
export const phoneDown =
  'M10.1 13.9a14 14 0 0 0 3.732 2.668 1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2 18 18 0 0 1-12.728-5.272M22 2 2 22M4.76 13.582A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 .244.473';
export const search = 'm21 21-4.34-4.34M11 3a8 8 0 1 0 0 16 8 8 0 1 0 0-16';
export const info = 'M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20M12 16v-4M12 8h.01';
export const dots = 'M12 12h.01M19 12h.01M5 12h.01';
export const trash =
  'M3 6h18M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2M10 11v6M14 11v6';
export const note =
  'M16 3a2 2 0 0 1 1.4.6l3 3A2 2 0 0 1 21 8v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM7 9h5M7 13h10M7 17h10';
export const addPerson = 'M2 21a8 8 0 0 1 13.292-6M10 3a5 5 0 1 0 0 10 5 5 0 1 0 0-10M19 16v6M22 19h-6';
export const ban = 'M4.929 4.929 19.07 19.071M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20';
export const play = 'M6 3.5v17a.5.5 0 0 0 .76.43l14-8.5a.5.5 0 0 0 0-.86l-14-8.5A.5.5 0 0 0 6 3.5';
export { record } from './drawings-talk.ts';
