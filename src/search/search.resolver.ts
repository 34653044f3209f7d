/** Search over GraphQL. */
import { Args, ArgsType, Field, Float, Int, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { given, LiveArguments, parseInput } from '../graphql/arguments.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { line } from '../ledger/text.js';
import { MAX_SEARCH } from './search-text.measure.js';
import { SearchQueries, type SearchType } from './search.queries.js';

const SearchTypeName = { intelReport: 'intelReport', source: 'source' } as const;
const SearchField = { title: 'title', summary: 'summary', body: 'body', references: 'references' } as const;
registerEnumType(SearchTypeName, { name: 'SearchType', description: 'A stream category, as recordHistory takes it.' });
registerEnumType(SearchField, { name: 'SearchField' });

@ObjectType({ description: 'A piece of one of the texts, plain and never markup; the pieces of a field follow each other.' })
class SearchFragment {
  @Field(() => SearchField) field!: keyof typeof SearchField;
  @Field() text!: string;
  @Field({ description: 'It is what was searched for.' }) hit!: boolean;
}
@SnakeCaseAliases()
@ObjectType({ description: 'A record that was found, by the content that readers see.' })
class SearchResult {
  @Field(() => SearchTypeName) type!: SearchType;
  @Field(() => UUID) id!: string;
  @Field() title!: string;
  @Field() status!: string;
  @Field(() => DateTime) updatedAt!: string;
  @Field(() => Float, { description: 'Comparable within one answer.' }) score!: number;
  @Field(() => [SearchFragment], {
    description:
      'The title whole, then where the other texts hold what was searched for; where none does, the beginning of the summary.',
  })
  fragments!: readonly SearchFragment[];
}

@ObjectType()
class SearchConnection extends connectionOf(SearchResult, 'SearchResult') {
  @Field(() => Int, { description: 'How many results the whole list has; at most 550.' }) totalCount!: number;
  @Field({ description: 'False when more matched than are ranked: the 500 that changed last are. Add a word.' })
  complete!: boolean;
}

@ArgsType()
class SearchArguments extends LiveArguments {
  @Field({
    description: `1 to ${MAX_SEARCH} characters. All words have to occur, in any inflection of the tenant's language; "a phrase", OR, -without. The last word may be a beginning. Ids are found whole: CVE-2024-1234, T1566.001, STIX and record ids.`,
  })
  text!: string;
  @Field(() => [SearchTypeName], { nullable: true, description: 'All when left out.' }) types?: SearchType[];
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list. What changes meanwhile may change its place.' }) after?: string;
}

const Text = z.object({ text: line(MAX_SEARCH) });

@Resolver()
export class SearchResolver {
  constructor(private readonly queries: SearchQueries) {}

  @Query(() => SearchConnection, {
    description:
      'Reports and sources by title, summary, body, ids and references, best first. Bodies above 32 KiB are not searched. With few exact matches, titles that are spelt alike follow.',
  })
  async search(@CurrentSubject() subject: Subject, @Args() args: SearchArguments) {
    const { text, ...options } = given(args);
    const answer = await this.queries.search(subject, { ...options, ...parseInput(Text, { text }) });
    return { ...answer, nodes: answer.edges.map(({ node }) => node) };
  }
}
