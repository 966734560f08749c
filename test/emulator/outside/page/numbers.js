/** North American numbers with their spaces; anything else as it is. */
export function formatNumber(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? '');
  return parts ? `+1 ${parts[1]} ${parts[2]}-${parts[3]}` : (number ?? '').replace(/^client:/, '');
}

/** What somebody typed, as a number in E.164 where ten or eleven digits are North American. */
export function readNumber(typed) {
  const digits = typed.replace(/[^\d+*#]/g, '');
  if (/^\d{10}$/.test(digits)) return `+1${digits}`;
  if (/^1\d{10}$/.test(digits)) return `+${digits}`;
  return digits;
}
