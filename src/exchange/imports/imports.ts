/** Ends an import: records it as a whole, and signs what is said of it. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Action } from '../../access/policy.js';
import type { JsonObject } from '../../json/json-value.js';
import { type CommandContext, Ledger } from '../../ledger/ledger.js';
import { Receipts } from '../receipts/receipts.js';
import type { SignedReceipt } from '../receipts/signed-receipt.js';
import type { ImportFacts } from './import.record.js';
import { importType } from './import.type.js';

const ACTIONS: Readonly<Record<ImportFacts['kind'], Action>> = { stix: 'stix.import', incidents: 'incident.import' };

@Injectable()
export class Imports {
  constructor(
    private readonly ledger: Ledger,
    private readonly receipts: Receipts,
  ) {}

  /** @returns the facts with their place in the log, signed. */
  async end(importId: string, facts: ImportFacts, context: CommandContext): Promise<SignedReceipt> {
    const { subject, correlationId, reason } = context;
    const { receipt } = await this.ledger.execute({
      type: importType,
      recordId: importId,
      action: ACTIONS[facts.kind],
      command: { type: 'Record', facts },
      request: { sha256: facts.sha256 },
      context: {
        subject,
        commandId: randomUUID(),
        correlationId,
        causationId: importId,
        ...(reason === undefined ? {} : { reason }),
      },
      creates: true,
      fresh: true,
    });
    const { kind, ...said } = facts;
    const signed: JsonObject = {
      type: `${kind}-import`,
      importId,
      tenant: subject.tenantId,
      organisation: subject.orgId,
      ...said,
      recordedPosition: receipt.position.toString(),
    };
    return this.receipts.sign(signed);
  }
}
