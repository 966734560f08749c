import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { experimental_readRawConfig } from 'wrangler';
import { parseConfig, Variables } from '../../worker/config.ts';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { root } from '../support/source-files.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const names = Object.keys(Variables.entries);
const required = parseConfig({}).problems?.map(({ name }) => name) ?? [];
const optional = names.filter((name) => !required.some((each) => each === name));
const secrets = ['TWILIO_API_SECRET', 'TWILIO_AUTH_TOKEN', 'TWILIO_AUTH_TOKEN_NEXT', 'OWNER_CODE'];

describe('.dev.vars.example', () => {
  const lines = read('.dev.vars.example').split('\n');
  const namesOf = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const example = parseEnv(read('.dev.vars.example'));

  test('asks for all that a telephone cannot do without, and leaves the rest to whoever wants it', () => {
    expect(namesOf(/^([A-Z_]+)=/).toSorted()).toEqual(required.toSorted());
    expect(Object.keys(example).toSorted()).toEqual(required.toSorted());
    expect(namesOf(/^# ([A-Z_]+)=/).toSorted()).toEqual(optional.toSorted());
  });

  test('says in words what each is, and which are secret', () => {
    const paragraphs = lines.join('\n').split('\n\n').slice(1);
    expect(paragraphs).toHaveLength(names.length);
    for (const paragraph of paragraphs) {
      expect(paragraph).toMatch(/^# [A-Z][^=]{20,}\n(# )?[A-Z_]+=["'].+["']\n?$/);
      const name = /^(?:# )?([A-Z_]+)=/m.exec(paragraph)?.[1] ?? '';
      expect(paragraph.startsWith('# Secret:'), name).toBe(secrets.includes(name));
    }
  });

  test('copied and not filled in is no telephone: nobody knows its code or its token beforehand', () => {
    expect(parseConfig(example).problems).toEqual(required.map((name) => ({ name, fault: 'empty' })));
  });

  test('filled in is a telephone', () => {
    const filledIn = workerVars(localAccount(), {
      publicUrl: 'http://localhost:8787',
      emulatorUrl: 'http://localhost:8788',
      ownerCode: newOwnerCode(),
    });
    expect(parseConfig({ ...example, ...filledIn }).problems).toBeNull();
  });
});

describe('wrangler.toml', () => {
  const { rawConfig } = experimental_readRawConfig({ config: join(root, 'wrangler.toml') });
  const written = read('wrangler.toml')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');

  test('deploys from a fresh clone: no account, no id, no domain, no secret that must be there first', () => {
    expect(written).not.toMatch(/^\s*(account_id|id|preview_id|zone_id|zone_name|routes?|workers_dev)\s*=/m);
    expect(rawConfig).not.toHaveProperty('secrets');
    expect(rawConfig.kv_namespaces).toEqual([{ binding: 'IDENTITIES' }]);
  });

  test('makes the object with its own SQLite, of the class that the Worker exports', () => {
    expect(rawConfig.durable_objects).toEqual({ bindings: [{ name: 'SWITCHBOARD', class_name: 'Switchboard' }] });
    expect(rawConfig.migrations).toEqual([{ tag: 'v1', new_sqlite_classes: ['Switchboard'] }]);
    expect(read(rawConfig.main ?? '')).toContain('export { Switchboard }');
  });

  test('builds the page by itself, and asks the Worker first for everything but files under /assets', () => {
    expect(rawConfig.build?.command).toBe('npm run build');
    expect(rawConfig.assets).toEqual({
      directory: 'web/dist',
      binding: 'ASSETS',
      run_worker_first: ['/*', '!/assets/*'],
    });
  });

  test('limits how often a stranger may try', () => {
    expect(rawConfig.ratelimits?.map(({ name }: { name: string }) => name)).toEqual(['SIGN_IN_LIMIT', 'TOKEN_LIMIT']);
  });

  test('asks for no later runtime than the tests run on', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const runtime =
      /^\d+\.(\d{4})(\d\d)(\d\d)\./
        .exec(devDependencies['miniflare'] ?? '')
        ?.slice(1)
        .join('-') ?? '';
    expect(runtime).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(rawConfig.compatibility_date?.localeCompare(runtime)).toBeLessThanOrEqual(0);
  });

  test('gives no variable that the Worker does not read, and has a line to fill in for each that is no secret', () => {
    expect(Object.keys(rawConfig.vars ?? {})).toEqual(['LINE_LANGUAGE']);
    const toFillIn = [...read('wrangler.toml').matchAll(/^# ([A-Z_]+) = ".*<.*"$/gm)].map(([, name]) => name);
    expect(toFillIn.toSorted()).toEqual(required.filter((name) => !secrets.includes(name)).toSorted());
  });
});

describe('the setup page', () => {
  const page = read('web/public/assets/setup.html');
  const items = [...page.matchAll(/<li id="(\w+)">(.*?)<\/li>/gs)].map(([, id = '', words = '']) => ({ id, words }));

  test('has words for every variable that the Worker reads, in the same order', () => {
    expect(items.map(({ id }) => id)).toEqual(names);
  });

  test.each(items)('says of $id in both languages what it is and where it is made', ({ id, words }) => {
    expect(words).toContain(`<h2><code>${id}</code> <strong></strong></h2>`);
    const paragraphs = (language: string) => words.match(new RegExp(`<p(?: class="\\w+")? lang="${language}">`, 'g'));
    expect(paragraphs('en')?.length).toBeGreaterThan(0);
    expect(paragraphs('fr')).toHaveLength(paragraphs('en')?.length ?? 0);
    const command = `<p class="where">Secret <code>npx wrangler secret put ${id}</code></p>`;
    expect(words.includes(command)).toBe(secrets.includes(id));
    expect(words.includes('<code>[vars]</code> in <code>wrangler.toml</code>')).toBe(!secrets.includes(id));
    expect(words.includes('Optional')).toBe(optional.includes(id));
    expect(words.includes('Facultatif')).toBe(optional.includes(id));
  });

  test('runs nothing and carries no style of its own, as the policy of every page demands', () => {
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
  });

  test('has the colours of the telephone', () => {
    const tokens = (css: string) =>
      new Map([...css.matchAll(/^ {2}--([\w-]+): (.+);$/gm)].map(([, name, value]) => [name, value]));
    const telephone = tokens(read('web/src/ui/tokens.css'));
    const own = tokens(read('web/public/assets/setup.css'));
    expect(own.size).toBeGreaterThan(5);
    for (const [name, value] of own) expect(telephone.get(name), name).toBe(value);
  });
});
