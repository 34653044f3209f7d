#!/usr/bin/env node
/** The `ledger` command: brings the build up to date, then hands over to the compiled command line. */
import { setUp, SetupError } from './setup.mjs';

try {
  await setUp({ quiet: true });
  await import('../dist/scripts/ledger.js');
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
