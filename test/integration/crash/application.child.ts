/** The application process of the crash test: ledger and projections over the stores it is told of, commands over IPC. */
import { inspect } from 'node:util';
import type { Projector } from '../../../projections/runtime/projector.js';
import { type Kernel, openKernel } from '../../../src/kernel.js';
import { SystemClock } from '../../../src/ledger/clock.js';
import { RuleViolation } from '../../../src/ledger/decider.js';
import { LedgerError } from '../../../src/ledger/errors.js';
import type { CommandContext } from '../../../src/ledger/ledger.js';
import { NOT_STARTED, type Order, type Outcome, type Report } from './messages.js';
import { BODY_MEDIA_TYPE, bodyOf, recordTypeOf, type Request, subjectOf } from './workload.js';

const report = (message: Report): void => {
  process.send?.(message);
};

const execute = async (kernel: Kernel, request: Request, expectedRevision: bigint | undefined): Promise<Outcome> => {
  const { recordId, action, command, commandId, creates, bodyBytes } = request;
  const context: CommandContext = {
    subject: subjectOf(request.writer),
    commandId,
    idempotencyKey: commandId,
    correlationId: commandId,
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
    reason: 'crash test',
  };
  try {
    if (bodyBytes > 0) await kernel.blobs.put(bodyOf(request), BODY_MEDIA_TYPE, context);
    const { receipt, appended } = await kernel.ledger.execute({
      type: recordTypeOf(request),
      recordId,
      action,
      command,
      request: command,
      context,
      creates,
    });
    return { is: 'acknowledged', appended, ...receipt };
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'UNAVAILABLE') return { is: 'unknown', why: error.code };
    if (error instanceof LedgerError || error instanceof RuleViolation) return { is: 'refused', code: error.code };
    return { is: 'broken', error: inspect(error) };
  }
};

const main = async (databaseUrl: string, eventStoreUrl: string): Promise<void> => {
  const kernel = await openKernel({
    databaseUrl,
    databaseReadUrl: databaseUrl,
    eventStoreUrl,
    instanceKey: Buffer.alloc(32, 7),
    clock: new SystemClock(),
    projections: 'inline',
    warn: (message) => console.error(message),
  });
  process.on('message', (order: Order) => {
    if (order.type === 'stop') void kernel.close().then(() => process.disconnect());
    else if (order.type === 'health')
      report({ type: 'health', call: order.call, models: (kernel.projector as Projector).health() });
    else
      void execute(kernel, order.request, order.expectedRevision).then((outcome) =>
        report({ type: 'outcome', call: order.call, outcome }),
      );
  });
  report({ type: 'ready' });
};

const [databaseUrl, eventStoreUrl] = process.argv.slice(2) as [string, string];
// Whoever started this process is gone, or has asked it to stop.
process.once('disconnect', () => process.exit(0));
await main(databaseUrl, eventStoreUrl).catch((error: Error) => {
  console.error(`not started: ${error.message}`);
  process.exit(NOT_STARTED);
});
