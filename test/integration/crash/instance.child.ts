/** A whole instance as a process of its own. It kills itself at each step that it is told of, unless another instance has died there. */
import * as fs from 'node:fs';
import path from 'node:path';
import { startApplication } from '../../../src/application.js';
import { mintDevelopmentToken } from '../../../src/auth/development-issuer/token-request.js';
import { loadConfig } from '../../../src/config/config.js';
import type { Kernel } from '../../../src/kernel.js';
import { SystemClock } from '../../../src/ledger/clock.js';
import type { Contracts } from '../../../src/ledger/event-contract.js';
import type { Change, Written } from '../../../src/ledger/ledger.js';
import type { InstanceOrder, Serving } from './instances.js';

type AnyChange = Change<Contracts, { readonly type: string; readonly format?: string }, unknown>;

const { stores, env, tokensFor, deadly, graves } = JSON.parse(process.argv[2]) as InstanceOrder;

/** One process dies at a step: the one that makes its file. */
const reach = (step: string): void => {
  if (!deadly.includes(step)) return;
  try {
    fs.closeSync(fs.openSync(path.join(graves, step), 'wx'));
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGKILL');
};

/** Steps are named after what records them, as in `before socReport.Complete`, `after socReport.Render.pdf`, `after incident.Import 20`. */
const arm = ({ ledger }: Kernel): void => {
  const execute = ledger.execute.bind(ledger) as unknown as (change: AnyChange) => Promise<Written<unknown>>;
  const times = new Map<string, number>();
  ledger.execute = (async (change: AnyChange) => {
    const { type, format } = change.command;
    const step = [change.type.contracts.category, type, format].filter((part) => part !== undefined).join('.');
    reach(`before ${step}`);
    const written = await execute(change);
    if (!written.appended) return written;
    times.set(step, (times.get(step) ?? 0) + 1);
    reach(`after ${step}`);
    reach(`after ${step} ${times.get(step)}`);
    return written;
  }) as unknown as typeof ledger.execute;
};

// Whoever started this process is gone.
process.once('disconnect', () => process.exit(0));
const { url, issuer } = await startApplication(loadConfig(env), stores, new SystemClock(), async (kernel) => arm(kernel));
const tokens = await Promise.all(tokensFor.map((claims) => mintDevelopmentToken(issuer!, claims as never)));
process.send!({ url, tokens } satisfies Serving);
