/** The drawings of what is done to a call, one path each, after Lucide 1.48 (ISC licence, https://lucide.dev). */
export const pause =
  'M15 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1M6 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1';
export const passOn = 'm15 14 5-5-5-5M20 9H9.5A5.5 5.5 0 0 0 4 14.5 5.5 5.5 0 0 0 9.5 20H13';
export const devices =
  'M18 8V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h8M10 19v-3.96 3.15M7 19h5M17 12h4a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1';
export { addPerson } from './drawings-recents.ts';
export const record = 'M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20M12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6';
