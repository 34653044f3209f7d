/** Log lines for people at a terminal, and JSON lines in production; Nest's account of its own start is for debugging. */
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Config } from '../config/config.js';

const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];
const NEST_LEVEL: Partial<Record<Config['logLevel'], LogLevel>> = { info: 'log', trace: 'verbose' };
const OWN_START = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'GraphQLModule',
]);

export class ProductLogger extends ConsoleLogger {
  constructor({ logLevel, environment }: Pick<Config, 'logLevel' | 'environment'>) {
    const least = NEST_LEVEL[logLevel] ?? (logLevel as LogLevel);
    super({
      prefix: 'ledger',
      json: environment === 'production',
      logLevels: logLevel === 'silent' ? [] : LEVELS.slice(0, LEVELS.indexOf(least) + 1),
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && OWN_START.has(context)) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}
