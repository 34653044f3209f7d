/** Finding people of one's own tenant by name, to mention or assign them. */
import { Args, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decideGrant } from '../access/policy.js';
import { LiveArguments, parseInput } from '../graphql/arguments.js';
import { forbidden } from '../ledger/errors.js';
import { line } from '../ledger/text.js';
import { People } from './people.queries.js';

const MAX_FOUND = 50;
const Search = z.object({ text: line(200), first: z.int().min(1).max(MAX_FOUND).default(10) });

@ObjectType({ description: 'Somebody whose name the ledger keeps.' })
class Person {
  @Field() actorId!: string;
  @Field() name!: string;
}

@Resolver()
export class PeopleResolver {
  constructor(private readonly directory: People) {}

  @Query(() => [Person], {
    description: 'People of your tenant with a name of which a word begins so, by name; for those who may comment on reports.',
  })
  async people(
    @CurrentSubject() subject: Subject,
    @Args('text') text: string,
    @Args() _live: LiveArguments,
    @Args('first', { type: () => Int, nullable: true, description: '1 to 50; 10 when left out.' }) first?: number,
  ) {
    if (!decideGrant(subject, 'report.comment').allow) throw forbidden('None of your roles allows report.comment.');
    const search = parseInput(Search, { text, first: first ?? undefined });
    return this.directory.search(subject.tenantId, search.text, search.first);
  }
}
