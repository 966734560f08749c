/**
 * A file, or the one range of it that was asked for (RFC 9110, section 14): 200, 206, or 416 when there is nothing there.
 * Several ranges, and what is no range of bytes, get the whole file.
 */
export function answerWithRange(file: Buffer, contentType: string, range: string | undefined): Response {
  const headers = { 'Content-Type': contentType, 'Accept-Ranges': 'bytes' };
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '')
    return new Response(Uint8Array.from(file), { headers: { ...headers, 'Content-Length': String(file.length) } });
  const start = first === '' ? Math.max(0, file.length - Number(last)) : Number(first);
  const end = Math.min(file.length - 1, first === '' || last === '' ? file.length - 1 : Number(last));
  if (start > end)
    return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${file.length}` } });
  return new Response(Uint8Array.from(file.subarray(start, end + 1)), {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': String(end + 1 - start),
      'Content-Range': `bytes ${start}-${end}/${file.length}`,
    },
  });
}
