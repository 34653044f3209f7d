/** Exports as STIX over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../../access/actor.js';
import { CurrentSubject } from '../../../access/guards/current-subject.decorator.js';
import type { Tlp } from '../../../access/marking.js';
import { decide } from '../../../access/policy.js';
import { CommandArguments, commandContext, given, LiveArguments, parseInput } from '../../../graphql/arguments.js';
import { RecordFields, TlpName } from '../../../graphql/common.types.js';
import type { GraphqlContext } from '../../../graphql/loaders.js';
import { recordFieldsOf } from '../../../graphql/record-fields.js';
import { DateTime, Position, Revision, UUID } from '../../../graphql/scalars.js';
import { SnakeCaseAliases } from '../../../graphql/snake-case.js';
import { notFound } from '../../../ledger/errors.js';
import { Ledger } from '../../../ledger/ledger.js';
import { RecordId } from '../../../ledger/text.js';
import { exportRequest } from './export-input.js';
import { ExportStix } from './stix-export.commands.js';
import type { ExportFacts } from './stix-export.events.js';
import { stixExportType } from './stix-export.type.js';

@SnakeCaseAliases()
@InputType({
  description: 'What to export, and to whom. Without ids and types: everything that may go, except incidents of our own.',
})
class ExportStixInput {
  @Field(() => [String], {
    nullable: true,
    description: 'STIX ids, or UUIDs of records: these, what they name and what they are related to.',
  })
  ids?: string[];
  @Field(() => [String], { nullable: true, description: 'STIX types, such as campaign.' }) types?: string[];
  @Field({ nullable: true, description: 'The organisation that gets it; your own when neither it nor maxTlp is given.' })
  receiver?: string;
  @Field({ nullable: true, description: 'Of the receiver, ISO 3166-1 alpha-2; without it, no caveat on countries is met.' })
  country?: string;
  @Field(() => TlpName, { nullable: true, description: 'Nothing stricter goes out.' }) maxTlp?: Tlp;
  @Field(() => Int, { nullable: true, description: 'The TLP that the receiver knows: 1 or 2; 2 when left out.' })
  tlpVersion?: number;
}

@ArgsType()
class ExportArguments extends CommandArguments {
  @Field(() => Position, { nullable: true, description: 'Wait at most 2 s until what is exported holds this position.' })
  atLeast?: bigint;
}

@SnakeCaseAliases()
@ObjectType({ description: 'How many objects stayed, and by which rule.' })
class StixWithheld {
  @Field() reason!: string;
  @Field(() => Int) count!: number;
}

@SnakeCaseAliases()
@ObjectType({ description: 'An export: what went to whom, without the objects.' })
class StixExportRecord extends RecordFields {
  @Field(() => String, { nullable: true, description: 'The organisation; null: nobody in particular.' }) receiver!: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' }) country!: string | null;
  @Field(() => Int) tlpVersion!: number;
  @Field(() => TlpName, { nullable: true, description: 'Nothing stricter was to go.' }) maxTlp!: Tlp | null;
  @Field(() => Int, { description: 'Objects in the bundle.' }) exported!: number;
  @Field(() => Int, { description: 'Objects that were asked for and stayed, of those that the one who exported may see.' })
  withheld!: number;
  @Field(() => [StixWithheld]) reasons!: StixWithheld[];
  @Field(() => Int, { description: 'Names of objects that were left out of others.' }) omittedRefs!: number;
  @Field() bundleId!: string;
  @Field({ description: 'SHA-256 of the bundle as it was sent.' }) sha256!: string;
  @Field(() => Int) bytes!: number;
  @Field() exportedBy!: string;
  @Field(() => DateTime) exportedAt!: string;
}

@ObjectType({ description: 'Where an export stands in the ledger.' })
class StixExportPlace {
  @Field(() => UUID) id!: string;
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position) position!: bigint;
}

@ObjectType()
class StixExported {
  @Field({ description: 'The bundle, as JSON text.' }) bundle!: string;
  @Field(() => StixExportRecord) record!: StixExportRecord;
  @Field(() => StixExportPlace) receipt!: StixExportPlace;
}

const shown = ({ receiver, ceiling, at, ...facts }: ExportFacts) => ({
  ...facts,
  receiver: receiver?.organisation ?? null,
  country: receiver?.country ?? null,
  maxTlp: ceiling,
  exportedAt: at,
});

@Resolver()
export class StixExportResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
  ) {}

  @Mutation(() => StixExported, {
    description: 'Exports what may go to a receiver as a STIX 2.1 bundle; it is recorded before it is answered.',
  })
  async exportStix(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() { atLeast, ...args }: ExportArguments,
    @Args('input', { nullable: true }) input?: ExportStixInput,
  ) {
    const request = { ...exportRequest(given(input ?? {}, 'input'), 'input'), ...(atLeast == null ? {} : { atLeast }) };
    const command = new ExportStix(request, commandContext(subject, context.req, args));
    const { bundle, receipt } = await this.commands.execute(command);
    return { bundle: bundle.pieces.join(''), record: await this.stixExport(subject, receipt.id, {}), receipt };
  }

  @Query(() => StixExportRecord, { description: 'An export that was made, read from its stream.' })
  async stixExport(
    @CurrentSubject() subject: Subject,
    @Args('id', { type: () => UUID }) id: string,
    @Args() _live: LiveArguments,
  ) {
    const loaded = await this.ledger.load(stixExportType, subject.tenantId, parseInput(RecordId, id, 'id'));
    if (loaded?.record.status !== 'exported') throw notFound(stixExportType.name);
    const { record } = loaded;
    if (!decide(subject, 'read', { ...loaded, marking: record.marking }).allow) throw notFound(stixExportType.name);
    const { marking, status: _, ...facts } = record;
    return { ...shown(facts), ...recordFieldsOf(loaded, marking) };
  }
}
