import { invalid } from './errors.ts';
import type { Fields } from './fields.ts';

const MAX_PAGE_SIZE = 1000;

/** One page of a list, in Twilio's envelope: the items under `key`, and where the other pages are. */
export function pageOf<T>(
  { path, key, fields }: { path: string; key: string; fields: Fields },
  found: readonly T[],
  jsonOf: (item: T) => { sid?: string; call_sid?: string },
) {
  const pageSize = Math.min(fields.integer('PageSize', [0, 999_999]) ?? 50, MAX_PAGE_SIZE);
  const page = fields.integer('Page', [0, 999_999]) ?? 0;
  if (pageSize === 0) throw invalid('PageSize must be at least 1');
  const start = page * pageSize;
  const items = found.slice(start, start + pageSize).map(jsonOf);
  const uriOf = (number: number) => {
    const { PageToken: _, ...rest } = fields.all;
    const params = new URLSearchParams({ ...rest, PageSize: String(pageSize), Page: String(number) });
    return `${path}?${params.toString()}`;
  };
  const last = items.at(-1);
  const token = `PA${last?.sid ?? last?.call_sid ?? ''}`;
  return {
    [key]: items,
    page,
    page_size: pageSize,
    start,
    end: items.length === 0 ? start : start + items.length - 1,
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    next_page_uri: start + pageSize < found.length ? `${uriOf(page + 1)}&PageToken=${token}` : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
  };
}
