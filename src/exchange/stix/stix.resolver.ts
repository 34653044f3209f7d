/** STIX over GraphQL: import of a bundle, and received objects as they came. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Field, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import type { Tlp } from '../../access/marking.js';
import { CommandArguments, commandContext, LiveArguments, parseInput } from '../../graphql/arguments.js';
import { RecordFields, TlpName } from '../../graphql/common.types.js';
import type { GraphqlContext } from '../../graphql/loaders.js';
import { recordFieldsOf } from '../../graphql/record-fields.js';
import { DateTime, JSONScalar, Position, Revision, UUID } from '../../graphql/scalars.js';
import { Blobs } from '../../ledger/blobs.js';
import { LedgerError, notFound } from '../../ledger/errors.js';
import { Ledger } from '../../ledger/ledger.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { line } from '../../ledger/text.js';
import { visibleInstance } from './instances.js';
import { ImportStix } from './stix-import.commands.js';
import type { ImportOutcome } from './imported-object.js';
import { StixId } from './stix-object.events.js';
import { stixObjectId } from './stix-object.id.js';
import { stixObjectType } from './stix-object.type.js';
import { comparableId } from './stix-types.js';

const OutcomeName = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  stored: 'stored',
  conflict: 'conflict',
  refused: 'refused',
} as const satisfies Record<ImportOutcome, ImportOutcome>;
registerEnumType(OutcomeName, { name: 'StixImportOutcome', description: 'stored: kept verbatim, without a record of its own.' });

@InputType()
class ImportStixInput {
  @Field(() => JSONScalar, {
    description: 'A STIX bundle, object or envelope: its text, which is kept verbatim, or the JSON itself.',
  })
  bundle!: unknown;
  @Field({ nullable: true, description: 'What messages call it; bundle when left out.' }) name?: string;
  @Field(() => TlpName, { nullable: true, description: 'The TLP of objects that name none; AMBER when left out.' })
  unmarkedTlp?: Tlp;
}
@ObjectType()
class ImportedRecord {
  @Field({ description: 'Stream category.' }) type!: string;
  @Field(() => UUID) id!: string;
}
@ObjectType()
class ImportedStixObject {
  @Field() stixId!: string;
  @Field() stixType!: string;
  @Field(() => OutcomeName) outcome!: ImportOutcome;
  @Field(() => [String]) reasons!: string[];
  @Field(() => ImportedRecord, { nullable: true }) record!: ImportedRecord | null;
  @Field(() => Position, { nullable: true }) position!: bigint | null;
}
@ObjectType()
class ImportCounts {
  @Field(() => Int) created!: number;
  @Field(() => Int) updated!: number;
  @Field(() => Int) unchanged!: number;
  @Field(() => Int) stored!: number;
  @Field(() => Int) conflict!: number;
  @Field(() => Int) refused!: number;
}
@ObjectType({ description: 'What an import did.' })
class StixImportReceipt {
  @Field(() => UUID) importId!: string;
  @Field() file!: string;
  @Field(() => ImportCounts) counts!: ImportCounts;
  @Field(() => [ImportedStixObject]) objects!: ImportedStixObject[];
  @Field(() => [String]) warnings!: string[];
  @Field(() => Int, { description: 'Objects that went in, or were known, with something to be said about them.' })
  warned!: number;
  @Field(() => JSONScalar, { description: 'The receipt with an Ed25519 signature; /api/v1/exchange/keys has the keys.' })
  signed!: unknown;
  @Field(() => Position, { nullable: true, description: 'Of the last change.' }) position!: bigint | null;
}
@ObjectType({ description: 'Where an import stands in the ledger.' })
class StixImportPlace {
  @Field(() => UUID, { description: 'Of the import.' }) id!: string;
  @Field(() => Revision, { nullable: true, description: 'Always null: an import changes many records.' }) revision!:
    bigint | null;
  @Field(() => Position, {
    nullable: true,
    description: 'Give it as atLeast to a query that has to show the import; null: nothing changed.',
  })
  position!: bigint | null;
}
@ObjectType({ description: 'What an import did, by itself and in the shape of every other change.' })
class StixImported extends StixImportReceipt {
  @Field(() => StixImportReceipt) record!: StixImportReceipt;
  @Field(() => StixImportPlace) receipt!: StixImportPlace;
}

@ObjectType({ description: 'A STIX object as it was received.' })
class ReceivedStixObject extends RecordFields {
  @Field() stixId!: string;
  @Field() stixType!: string;
  @Field({ description: 'STIX version it came in.' }) specVersion!: string;
  @Field(() => String, { nullable: true, description: 'In its given precision.' }) modified!: string | null;
  @Field({ description: 'SHA-256 of its canonical JSON.' }) sha256!: string;
  @Field({ description: 'Its JSON, verbatim.' }) text!: string;
  @Field(() => JSONScalar) object!: unknown;
  @Field(() => Int) versionCount!: number;
  @Field(() => Int) conflictCount!: number;
  @Field(() => DateTime) receivedAt!: string;
}

@Resolver()
export class StixResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly instanceKey: InstanceKey,
  ) {}

  @Mutation(() => StixImported, {
    description: 'Imports STIX 2.1, or 2.0 upgraded: every object verbatim, creators as sources, reports as published reports.',
  })
  async importStix(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') { bundle, name, unmarkedTlp }: ImportStixInput,
    @Args() args: CommandArguments,
  ) {
    const content = typeof bundle === 'string' ? bundle : JSON.stringify(bundle);
    const file = parseInput(line(300), name ?? 'bundle', 'input.name');
    const command = new ImportStix(
      content,
      file,
      { unmarkedTlp: unmarkedTlp ?? undefined },
      commandContext(subject, context.req, args),
    );
    const record = await this.commands.execute(command);
    return { ...record, record, receipt: { id: record.importId, revision: null, position: record.position } };
  }

  @Query(() => ReceivedStixObject, { description: 'A received STIX object by its STIX id, read from its stream.' })
  async stixObject(@CurrentSubject() subject: Subject, @Args('id') id: string, @Args() _live: LiveArguments) {
    const stixId = parseInput(StixId, comparableId(id), 'id');
    const loaded = await visibleInstance(this.ledger, stixObjectType, subject, (instance) =>
      stixObjectId(this.instanceKey, subject.tenantId, stixId, instance),
    );
    if (loaded?.record.status !== 'received') throw notFound(stixObjectType.name);
    const { record } = loaded;
    const text = await this.blobs.textOf(subject.tenantId, record.current.text);
    return {
      ...recordFieldsOf(loaded, record.marking),
      stixId: record.stixId,
      stixType: record.stixType,
      specVersion: record.current.specVersion,
      modified: record.current.modified,
      sha256: record.current.sha256,
      text,
      object: parsed(text),
      versionCount: record.versions.length,
      conflictCount: record.conflicts.length,
      receivedAt: loaded.createdAt,
    };
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new LedgerError('UNAVAILABLE', 'The stored object cannot be read as JSON; its text is available.');
  }
};
