/** `ledger export`: from a running instance into files. */
import { Command } from 'commander';
import { exportStixCommand } from './export-stix.js';

export const exportCommand = (): Command =>
  new Command('export').description('Export from a running instance.').addCommand(exportStixCommand().exitOverride());
