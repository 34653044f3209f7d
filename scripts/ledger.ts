/** The `ledger` command: one sub-command per question of an operator or a script. */
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../src/config/config-error.js';
import { CommandFailed } from './cli/command-failed.js';
import { attackCommand } from './cli/attack.js';
import { backupCommand } from './cli/backup.js';
import { briefCommand } from './cli/brief.js';
import { exportCommand } from './cli/export.js';
import { historyCommand } from './cli/history.js';
import { importCommand } from './cli/import.js';
import { printStreamCommand } from './cli/print-stream.js';
import { rebuildCommand } from './cli/rebuild.js';
import { restoreCommand } from './cli/restore.js';
import { stixObjectCommand } from './cli/stix-object.js';
import { tokenCommand } from './cli/token.js';
import { verifyReceiptCommand } from './cli/verify-receipt.js';

const ledger = new Command('ledger')
  .description('Works with an intelligence ledger: the running instance of this directory unless told otherwise.')
  .showHelpAfterError('(add --help for the options and examples)')
  .exitOverride();
for (const command of [
  tokenCommand(),
  briefCommand(),
  importCommand(),
  verifyReceiptCommand(),
  attackCommand(),
  exportCommand(),
  historyCommand(),
  stixObjectCommand(),
  backupCommand(),
  restoreCommand(),
  rebuildCommand(),
  printStreamCommand(),
])
  ledger.addCommand(command.exitOverride());

// A reader such as head that has seen enough ends the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await ledger.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(error instanceof CommandFailed || error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  }
}
