import type { Context, Hono } from 'hono';
import { Fields } from './fields.ts';
import type { Resource } from './surface.ts';
import type { Account } from '../account.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Ledger } from '../exchange/ledger.ts';

export interface RestDeps {
  account: Account;
  ledger: Ledger;
  exchange: Exchange;
}

type Handler = (c: Context, fields: Fields) => Response | Promise<Response>;

export interface RestRouter {
  /** Answers one resource; its fields are read and checked before. */
  on(resource: Resource, answer: Handler): void;
}

export function createRouter(app: Hono): RestRouter {
  return {
    on(resource, answer) {
      const [method = '', path = ''] = resource.split(' ');
      app.on(method, path, async (c) => {
        const params = method === 'POST' ? new URLSearchParams(await c.req.text()) : new URL(c.req.url).searchParams;
        return answer(c, new Fields(resource, params));
      });
    },
  };
}
