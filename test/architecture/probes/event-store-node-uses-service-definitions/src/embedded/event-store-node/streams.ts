/** A node that borrows the client, beside the service definitions. */
export { EventStoreDBClient } from '@eventstore/db-client';
export { default as streams } from '@eventstore/db-client/generated/streams_pb.js';
