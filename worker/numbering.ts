/**
 * Numbers that are not for a softphone. libphonenumber knows ranges, not short codes, so these are ours.
 * CA and US: North American Numbering Plan N11 codes, 988 and 933 (https://www.nanpa.com/numbering/n11-codes,
 * https://www.fcc.gov/988-suicide-and-crisis-lifeline). FR: Arcep, emergency numbers
 * (https://www.arcep.fr/la-regulation/grands-dossiers-thematiques-transverses/la-numerotation/numeros-urgence.html).
 * GB: Ofcom, national numbering plan (https://www.ofcom.org.uk/phones-and-broadband/phone-numbers).
 * BE: BIPT (https://www.bipt.be/consumers/emergency-numbers). CH: OFCOM (https://www.bakom.admin.ch).
 * DE: Notrufverordnung, 1 (https://www.gesetze-im-internet.de/notrufv). AU: Telecommunications Numbering Plan
 * (https://www.triplezero.gov.au/triple-zero/about). IN: DoT on TRAI's single emergency number (https://112.gov.in).
 * JP: police, coast guard, fire and ambulance (https://www.soumu.go.jp). 112 everywhere: Directive (EU) 2018/1972, article 109,
 * for the European Union; ITU-T E.161.1 elsewhere.
 */
interface ShortNumbers {
  emergency: readonly string[];
  services: readonly string[];
}

const N11 = ['211', '311', '411', '511', '611', '711', '811'];

const SHORT_NUMBERS: Readonly<Record<string, ShortNumbers>> = {
  CA: { emergency: ['911', '112', '988'], services: N11 },
  US: { emergency: ['911', '112', '988', '933'], services: N11 },
  FR: {
    emergency: ['15', '17', '18', '112', '114', '115', '119', '191', '196', '197', '116000', '116117'],
    services: ['118', '3117', '3919'],
  },
  GB: { emergency: ['999', '112', '18000'], services: ['101', '105', '111', '116123'] },
  BE: { emergency: ['100', '101', '112'], services: ['102', '103', '106', '107'] },
  DE: { emergency: ['110', '112'], services: [] },
  AU: { emergency: ['000', '112', '106'], services: [] },
  IN: { emergency: ['112', '100', '101', '102', '108'], services: [] },
  JP: { emergency: ['110', '118', '119'], services: [] },
  CH: { emergency: ['112', '117', '118', '143', '144', '145', '147', '1414'], services: ['140', '162'] },
};

const EVERYWHERE: ShortNumbers = { emergency: ['112', '911'], services: [] };

/** Emergency and crisis numbers of a country, which only a real telephone may call. `country` is ISO 3166 alpha-2. */
export function emergencyNumbers(country: string): string[] {
  return [...new Set([...(SHORT_NUMBERS[country] ?? EVERYWHERE).emergency, ...EVERYWHERE.emergency])];
}

/** Short numbers of public services of a country. */
export function serviceNumbers(country: string): readonly string[] {
  return (SHORT_NUMBERS[country] ?? EVERYWHERE).services;
}

/**
 * Calling codes of satellites and global services, which belong to no country and cost accordingly
 * (ITU-T E.164 list of assigned country codes: https://www.itu.int/pub/T-SP-E.164D).
 */
const GLOBAL_CODES = ['870', '878', '881', '882', '883', '888', '979'];

/** Whether an international number, digits only and without its plus sign, starts with a global calling code. */
export function isGlobalCode(digits: string): boolean {
  return GLOBAL_CODES.some((code) => digits.startsWith(code));
}
