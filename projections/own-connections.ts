/** What a projector needs where nothing else runs beside it: connections of its own. */
import { readEvent } from '../src/event-catalogue.js';
import { EventStoreConnection } from '../src/ledger/esdb/connection.js';
import { EsdbEventLog } from '../src/ledger/esdb/esdb-event-log.js';
import { createPool } from '../src/postgres/pool.js';
import { PROJECTOR } from '../src/postgres/roles.js';
import { models } from './registry.js';
import type { ApplierOptions } from './runtime/applier.js';
import { Projector } from './runtime/projector.js';

export interface ProjectorPlace {
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
}

/** Ends the connections with the work. */
export const onOwnConnections = async (
  { databaseUrl, eventStoreUrl }: ProjectorPlace,
  onProblem: (message: string) => void,
  work: (on: ApplierOptions) => Promise<void>,
): Promise<void> => {
  const pool = createPool(databaseUrl, {
    max: models.length + 4,
    name: 'projector',
    role: PROJECTOR,
    onError: (error) => onProblem(`PostgreSQL connection: ${error.message}`),
  });
  const connection = new EventStoreConnection(eventStoreUrl);
  try {
    await work({ pool, log: new EsdbEventLog(connection, readEvent), now: () => new Date(), onProblem });
  } finally {
    await pool.end();
    await connection.close();
  }
};

/** Projects every read model until `ended`; all of them must have been built. */
export const projectUntil = async (
  ended: Promise<unknown>,
  on: ApplierOptions,
  onStarted: (projector: Projector) => void,
): Promise<void> => {
  const projector = new Projector({ ...on, models });
  try {
    await projector.start();
    onStarted(projector);
    await ended;
  } finally {
    await projector.stop();
  }
};
