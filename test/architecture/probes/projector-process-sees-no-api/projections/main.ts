/** A projector process that loads the API, beside the log's adapter as it may. */
export { sources } from '../src/sources/source.resolver.js';
export { NestFactory } from '@nestjs/core';
export { connection } from '../src/ledger/esdb/connection.js';
