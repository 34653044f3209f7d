/** Imports that were made, over GraphQL. */
import { Args, Field, Int, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { decide } from '../../access/policy.js';
import { LiveArguments, parseInput } from '../../graphql/arguments.js';
import { RecordFields } from '../../graphql/common.types.js';
import { recordFieldsOf } from '../../graphql/record-fields.js';
import { DateTime, JSONScalar, Position, UUID } from '../../graphql/scalars.js';
import { SnakeCaseAliases } from '../../graphql/snake-case.js';
import { notFound } from '../../ledger/errors.js';
import { Ledger } from '../../ledger/ledger.js';
import { RecordId } from '../../ledger/text.js';
import type { ImportRecord } from './import.record.js';
import { importType } from './import.type.js';

const ImportKind = { stix: 'stix', incidents: 'incidents' } as const;
registerEnumType(ImportKind, { name: 'ImportKind' });

@ObjectType()
class ImportReason {
  @Field() reason!: string;
  @Field(() => Int) count!: number;
}

@SnakeCaseAliases()
@ObjectType({ description: 'An import as a whole; each change that it made is an event of its own.' })
class ImportMade extends RecordFields {
  @Field(() => ImportKind) kind!: keyof typeof ImportKind;
  @Field() file!: string;
  @Field(() => String, { nullable: true, description: 'Where it was fetched from; null: whoever imported it had it.' }) from!:
    string | null;
  @Field({ description: 'SHA-256 of the content as it came.' }) sha256!: string;
  @Field(() => Int) bytes!: number;
  @Field(() => JSONScalar, { description: 'Objects, or rows and incidents, by what became of them.' }) counts!: unknown;
  @Field(() => [ImportReason]) reasons!: readonly ImportReason[];
  @Field(() => Position, { nullable: true, description: 'Of the last change; null: nothing changed.' }) lastPosition!:
    bigint | null;
  @Field() importedBy!: string;
  @Field(() => DateTime) importedAt!: string;
}

const countsOf = (made: ImportRecord): unknown =>
  made.kind === 'stix' ? made.counts : { rows: made.rows, incidents: made.incidents };

@Resolver()
export class ImportResolver {
  constructor(private readonly ledger: Ledger) {}

  @Query(() => ImportMade, { description: 'An import that was made, read from its stream.' })
  async exchangeImport(
    @CurrentSubject() subject: Subject,
    @Args('id', { type: () => UUID }) id: string,
    @Args() _live: LiveArguments,
  ) {
    const loaded = await this.ledger.load(importType, subject.tenantId, parseInput(RecordId, id, 'id'));
    if (loaded?.record.status !== 'imported') throw notFound(importType.name);
    const { record } = loaded;
    if (!decide(subject, 'read', { ...loaded, marking: record.marking }).allow) throw notFound(importType.name);
    const { kind, file, from, sha256, bytes, reasons, lastPosition, importedBy, at } = record;
    return {
      kind,
      file,
      from,
      sha256,
      bytes,
      reasons,
      importedBy,
      counts: countsOf(record),
      lastPosition: lastPosition === null ? null : BigInt(lastPosition),
      importedAt: at,
      ...recordFieldsOf(loaded, record.marking),
    };
  }
}
