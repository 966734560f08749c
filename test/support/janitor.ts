/** Somebody signed in without a phone, who hands out sign-in links and clears up after each test. */
export interface Janitor {
  /** For one more device of the owner, or for a new colleague of this name. */
  newLink(name?: string): Promise<string>;
  /** Everybody but the owner goes, and all devices but the janitor's. */
  cutOffOthers(): Promise<void>;
  /** These people are known from now on, the first number of each in `+1514555…`; `favourites` of them with a star. */
  knows(names: readonly string[], favourites?: number): Promise<void>;
  /** Nobody is known and nobody is blocked any more. */
  forgetContacts(): Promise<void>;
  /** The owner is called so from now on. */
  isCalled(name: string): Promise<void>;
}

/** Signs in with the owner's code and keeps the session. */
export async function janitor(url: string, ownerCode: string): Promise<Janitor> {
  let cookie = '';
  const asks = async (path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { origin: url, 'content-type': 'application/json', cookie },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const signedIn = await asks('/api/session', { method: 'POST', body: { code: ownerCode } });
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    async newLink(name) {
      const body = name === undefined ? {} : { name };
      const { link } = (await (await asks('/api/codes', { method: 'POST', body })).json()) as { link: string };
      return link;
    },
    async knows(names, favourites = 0) {
      const contacts = names.map((name, n) => ({
        id: crypto.randomUUID(),
        name,
        organization: n % 3 === 0 ? 'Boulangerie Roy' : '',
        isFavourite: n < favourites,
        numbers: [{ label: n % 2 === 0 ? 'mobile' : 'Chalet', number: `+1514${String(5_550_100 + n)}` }],
      }));
      for (let from = 0; from < contacts.length; from += 100) {
        await asks('/api/contacts', { method: 'POST', body: { contacts: contacts.slice(from, from + 100) } });
      }
    },
    async forgetContacts() {
      const { contacts } = (await (await asks('/api/contacts')).json()) as { contacts: { id: string }[] };
      for (const { id } of contacts) await asks(`/api/contacts/${id}`, { method: 'DELETE' });
      const { numbers } = (await (await asks('/api/blocked')).json()) as { numbers: { number: string }[] };
      for (const { number } of numbers) await asks(`/api/blocked/${encodeURIComponent(number)}`, { method: 'DELETE' });
    },
    async isCalled(name) {
      await asks('/api/people/me', { method: 'PATCH', body: { name } });
    },
    async cutOffOthers() {
      const { people } = (await (await asks('/api/people')).json()) as { people: { id: string; isMe: boolean }[] };
      for (const { id } of people.filter((each) => !each.isMe)) await asks(`/api/people/${id}`, { method: 'DELETE' });
      const { devices } = (await (await asks('/api/devices')).json()) as {
        devices: { id: string; isThisOne: boolean }[];
      };
      for (const { id } of devices.filter((each) => !each.isThisOne))
        await asks(`/api/devices/${id}`, { method: 'DELETE' });
    },
  };
}
