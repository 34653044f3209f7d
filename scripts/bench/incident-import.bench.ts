/** An incident log as CSV from the request to its receipt: every fact of its rows is in the log then. */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import type { IncidentImportReceipt } from '../../src/exchange/incident-import/incident-import.receipt.js';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { sustained } from './in-flight.js';
import { Caller } from './load.js';

const IN_FLIGHT = 64;
const MINUTE = 60_000;
const OPENED_AT = Date.UTC(2026, 0, 5, 8);
const COLUMNS =
  'number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,contact_type,category,subcategory,u_symptom,cmdb_ci,impact,priority,assignment_group,assigned_to,closed_code,resolved_at';
/** Every third of a ticket's rows tells nothing new, as in real logs. */
const STATES = ['New', 'New', 'Active', 'Active', 'Awaiting User Info', 'Active', 'Resolved', 'Resolved', 'Closed'];

export const incidentImportBench: Bench = {
  name: 'incident-import',
  purpose: 'rows/s of an incident log from sending it to its receipt',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const application = await startPart<ApplicationMethods>('application.part', ledger.place);
    const client = EventStoreDBClient.connectionString(ledger.place.eventStoreUrl);
    const caller = new Caller(1);
    try {
      const token = await application.remote.token();
      const url = `${await application.remote.url()}/api/v1/incidents/import?mapping=servicenow-audit`;
      const post = (body: string) => caller.post<IncidentImportReceipt>({ url, token, body }, 'text/csv');
      // Once as much as is measured, so that what is measured is the import and not the compiler.
      await post(logOf(size.importedObjects));
      const log = logOf(size.importedObjects);
      const started = performance.now();
      const { rows, incidents } = await post(log);
      const seconds = (performance.now() - started) / 1_000;
      if (rows.errors > 0 || rows.total !== rows.events + rows.nothingNew || incidents.opened === 0)
        throw new Error(`the import is not what was sent: ${JSON.stringify({ rows, incidents })}`);
      say(
        `${rows.total} rows of ${incidents.opened} incidents, ${(log.length / 1024 ** 2).toFixed(1)} MiB: answered after ${seconds.toFixed(2)} s`,
      );
      const again = performance.now();
      await post(log);
      say(`the same once more: ${((performance.now() - again) / 1_000).toFixed(2)} s`);
      const appends = await sustained(size.loadSeconds, IN_FLIGHT, () =>
        client.appendToStream(
          `benchIncident-${randomUUID()}`,
          jsonEvent({ type: 'BenchIncident', data: { row: log.slice(0, 500) } }),
          {
            expectedRevision: NO_STREAM,
          },
        ),
      );
      return [
        {
          name: 'incident log import',
          unit: 'rows/s',
          measured: rows.total / seconds,
          limit: appends.perSecond,
          limitOf: 'bare client appends, 64 in flight',
          target: { of: 'measured', bound: 'at least', value: 2_000 },
        },
      ];
    } finally {
      caller.close();
      await client.dispose();
      await application.stop();
      await ledger.stop();
    }
  },
};

const dateAt = (minutes: number): string => {
  const [day, time] = new Date(OPENED_AT + minutes * MINUTE).toISOString().split('T');
  return `${day.split('-').toReversed().join('-')} ${time.slice(0, 5)}`;
};

/** Tickets with new numbers, their rows scattered as several are worked on at a time. */
const logOf = (rows: number): string => {
  const run = randomUUID().slice(0, 8);
  const tickets = Math.max(1, Math.floor(rows / STATES.length));
  const lines = STATES.flatMap((state, change) =>
    Array.from({ length: tickets }, (_, ticket) => {
      const opened = ticket * 3;
      const group = change < 4 ? 1 : 2;
      return [
        `INC-${run}-${ticket}`,
        state,
        change,
        dateAt(opened),
        `Updated by ${ticket % 50}`,
        dateAt(opened + change * 45),
        'Phone',
        `Category ${ticket % 40}`,
        `Subcategory ${ticket % 200}`,
        '?',
        '?',
        '2 - Medium',
        '3 - Moderate',
        `Group ${group}`,
        `Resolver ${(ticket + group) % 100}`,
        'code 6',
        '?',
      ].join(',');
    }),
  );
  return `${COLUMNS}\n${lines.join('\n')}\n`;
};
