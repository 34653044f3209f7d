/** Commands on a tenant's releases of ATT&CK. The only write path. */
import { createHash } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrant } from '../../access/policy.js';
import { Blobs } from '../../ledger/blobs.js';
import { forbidden } from '../../ledger/errors.js';
import { type CommandContext, Ledger, type Written } from '../../ledger/ledger.js';
import type { OnProgress } from '../import-answer.js';
import { type GivenRelease, readRelease } from './attack-bundle.js';
import { countsOf } from './attack-index.measure.js';
import type { ReleaseCounts, ReleaseName } from './attack-release.events.js';
import { type AttackLibrary } from './attack-release.record.js';
import { attackLibraryId, attackReleaseType } from './attack-release.type.js';

/** What became of a release that was loaded. */
export interface AttackReleaseReceipt extends ReleaseName {
  readonly file: string;
  /** `unchanged`: it was there already. */
  readonly outcome: 'loaded' | 'unchanged';
  /** Whether technique ids of its domain are looked up in it. */
  readonly chosen: boolean;
  readonly counts: ReleaseCounts;
  readonly sha256: string;
  readonly notice: readonly string[];
  /** Of the change; null: nothing changed. */
  readonly position: bigint | null;
}

export class LoadAttackRelease extends Command<AttackReleaseReceipt> {
  constructor(
    readonly content: Uint8Array,
    readonly file: string,
    readonly options: GivenRelease & { readonly onProgress?: OnProgress | undefined },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(LoadAttackRelease)
export class LoadAttackReleaseHandler implements ICommandHandler<LoadAttackRelease> {
  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
  ) {}

  /** @throws LedgerError INVALID_INPUT naming the file and object at fault; nothing is stored then. */
  async execute({ content, file, options, context }: LoadAttackRelease): Promise<AttackReleaseReceipt> {
    const { tenantId } = context.subject;
    if (!decideGrant(context.subject, 'attack.load').allow) throw forbidden('None of your roles allows attack.load.');
    const { onProgress, ...given } = options;
    const index = readRelease(content, file, given);
    const { domain, version, spec, notice } = index;
    const total = index.techniques.length;
    onProgress?.(0, total);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const techniques = await this.blobs.put(Buffer.from(JSON.stringify(index)), 'application/json', context);
    const counts = countsOf(index);
    const { loaded, receipt, appended } = await this.ledger.execute({
      type: attackReleaseType,
      recordId: attackLibraryId(tenantId),
      action: 'attack.load',
      command: { type: 'Load', release: { domain, version, spec, techniques, sha256, counts } },
      request: { domain, version, techniques: techniques.sha256 },
      context,
      creates: true,
    });
    onProgress?.(total, total);
    return {
      file,
      domain,
      version,
      outcome: appended ? 'loaded' : 'unchanged',
      chosen: loaded.record.chosen[domain] === version,
      counts,
      sha256,
      notice,
      position: appended ? receipt.position : null,
    };
  }
}

export class ChangeAttackRelease extends Command<Written<AttackLibrary>> {
  constructor(
    readonly kind: 'choose' | 'retire',
    readonly release: ReleaseName,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeAttackRelease)
export class ChangeAttackReleaseHandler implements ICommandHandler<ChangeAttackRelease> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ kind, release, context }: ChangeAttackRelease): Promise<Written<AttackLibrary>> {
    if (!decideGrant(context.subject, 'attack.load').allow) throw forbidden('None of your roles allows attack.load.');
    return this.ledger.execute({
      type: attackReleaseType,
      recordId: attackLibraryId(context.subject.tenantId),
      action: 'attack.load',
      command: { type: kind === 'choose' ? 'Choose' : 'Retire', release },
      request: { kind, release },
      context,
    });
  }
}
