/** Somebody signed in without a phone, who hands out sign-in links and clears up after each test. */
export interface Janitor {
  newLink(): Promise<string>;
  cutOffOthers(): Promise<void>;
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
    async newLink() {
      const { link } = (await (await asks('/api/codes', { method: 'POST' })).json()) as { link: string };
      return link;
    },
    async cutOffOthers() {
      const { devices } = (await (await asks('/api/devices')).json()) as {
        devices: { id: string; isThisOne: boolean }[];
      };
      for (const { id } of devices.filter((each) => !each.isThisOne))
        await asks(`/api/devices/${id}`, { method: 'DELETE' });
    },
  };
}
