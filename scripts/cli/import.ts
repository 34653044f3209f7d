/** `ledger import`: from files into a running instance. */
import { Command } from 'commander';
import { importIncidentsCommand } from './import-incidents.js';
import { importStixCommand } from './import-stix.js';

export const importCommand = (): Command =>
  new Command('import')
    .description('Import from files into a running instance.')
    .addCommand(importStixCommand().exitOverride())
    .addCommand(importIncidentsCommand().exitOverride());
