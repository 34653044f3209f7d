/** Speaks to the event store. */
export { EventStoreDBClient } from '@eventstore/db-client';
