import { DurableObject } from 'cloudflare:workers';
import { Alarms } from '../alarms.ts';
import { configOf } from '../config.ts';
import type { Viewer } from '../conversation.ts';
import { Listeners } from '../listeners.ts';
import type { Reader } from '../ports/calls.ts';
import { recordingRetention, recordingsAtTwilio } from '../recordings.ts';
import { repair } from '../repair.ts';
import { migrate } from '../schema.ts';
import { historyRetention } from '../store/erasing.ts';
import { listing } from '../store/listing.ts';
import { viewerOf } from '../store/people.ts';
import { watchdog } from '../watchdog.ts';
import { ledgerRetention } from '../store/retention.ts';

/**
 * What every desk of the object stands on. The Worker speaks with one object, so each desk is a class that adds its subject to
 * the one before it: people, contacts, history, and last the switchboard with its calls.
 */
export abstract class Desk extends DurableObject {
  protected readonly sql: SqlStorage;
  protected readonly listeners: Listeners;
  protected readonly alarms: Alarms;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    migrate(ctx.storage);
    this.listeners = new Listeners(ctx);
    const configured = () => configOf(env).config;
    const account = () => {
      const config = configured();
      return config && { ...config, api: config.endpoints.api };
    };
    const { storage } = ctx;
    const chores = [
      watchdog(storage, configured),
      repair(storage, account),
      ledgerRetention(this.sql),
      historyRetention(storage),
      listing(storage),
      recordingsAtTwilio(storage, account),
      recordingRetention(storage),
    ];
    this.alarms = new Alarms(ctx.storage, chores);
    // What was written before the object was made anew is told now.
    this.listeners.tell(Date.now());
  }

  /** The one door of every change: all of it or nothing is stored, what follows from it is done in time, and whoever listens is told. */
  protected change<T>(work: () => T): T {
    const result = this.ctx.storage.transactionSync(work);
    this.alarms.schedule(Date.now());
    this.listeners.tell(Date.now());
    return result;
  }

  protected viewer({ person, identity }: Reader): Viewer {
    return viewerOf(this.sql, person, identity);
  }
}
