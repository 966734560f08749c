import { conferenceJson } from './conference-json.ts';
import { invalid, notFound } from './errors.ts';
import { pageOf } from './page.ts';
import type { RestDeps, RestRouter } from './routing.ts';

const STATUSES = ['init', 'in-progress', 'completed'] as const;

/** The Conference resource (https://www.twilio.com/docs/voice/api/conference-resource). */
export function conferenceRoutes({ on }: RestRouter, { account: { accountSid }, exchange }: RestDeps): void {
  const conferenceOf = (file: string, path: string) => {
    const sid = /^(CF[0-9a-f]{32})\.json$/.exec(file)?.[1];
    const conference = sid === undefined ? null : exchange.conferences.find(sid);
    if (conference === null) throw notFound(path);
    return conference;
  };

  on('GET /Accounts/:account/Conferences.json', (c, fields) => {
    // Since 30 September 2026 those in progress, unless another status is asked for.
    const asked = fields.oneOf('Status', STATUSES) ?? 'in-progress';
    const found = exchange.conferences
      .all()
      .filter(({ name, status }) => status === asked && (fields.text('FriendlyName') ?? name) === name);
    const path = `/2010-04-01/Accounts/${accountSid}/Conferences.json`;
    return c.json(pageOf({ path, key: 'conferences', fields }, found, (one) => conferenceJson(accountSid, one)));
  });
  on('GET /Accounts/:account/Conferences/:file', (c) =>
    c.json(conferenceJson(accountSid, conferenceOf(c.req.param('file') ?? '', c.req.path))),
  );
  on('POST /Accounts/:account/Conferences/:file', (c, fields) => {
    const conference = conferenceOf(c.req.param('file') ?? '', c.req.path);
    const status = fields.oneOf('Status', ['completed']);
    const announceUrl = fields.url('AnnounceUrl');
    if (status === undefined && announceUrl === undefined) throw invalid('One of Status and AnnounceUrl is needed');
    if (announceUrl !== undefined && conference.status === 'completed') throw notFound(c.req.path);
    if (announceUrl !== undefined)
      void conference.announce({ url: announceUrl, method: fields.method('AnnounceMethod', 'POST') }, null);
    if (status === 'completed') exchange.complete(conference);
    return c.json(conferenceJson(accountSid, conference));
  });
}
