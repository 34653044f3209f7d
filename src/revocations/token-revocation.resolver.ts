/** Revoking a token over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Field, InputType, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decideGrant } from '../access/policy.js';
import { CommandArguments, commandContext, parseInput } from '../graphql/arguments.js';
import { Receipt } from '../graphql/common.types.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { DateTime } from '../graphql/scalars.js';
import { forbidden } from '../ledger/errors.js';
import { RevokeToken } from './token-revocation.commands.js';
import { Revocation } from './token-revocation.events.js';

@ObjectType()
class TokenRevocation {
  @Field() jti!: string;
  @Field(() => String, { nullable: true, description: 'Of the tokens that it is for; null: of any tenant.' }) tenant!:
    string | null;
  @Field(() => DateTime, { description: 'The token has expired by then.' }) until!: string;
}
@ObjectType()
class TokenRevoked {
  @Field(() => TokenRevocation) record!: TokenRevocation;
  @Field(() => Receipt) receipt!: Receipt;
}
@InputType()
class RevokeTokenInput {
  @Field({ description: 'The claim jti of the token (RFC 7519).' }) jti!: string;
  @Field(() => DateTime, { nullable: true, description: 'When the token expires; the latest possible when left out.' })
  until?: string;
}

const Given = z.object({ jti: Revocation.shape.jti, until: Revocation.shape.until.optional() });

@Resolver()
export class TokenRevocationResolver {
  constructor(private readonly commands: CommandBus) {}

  @Mutation(() => TokenRevoked, {
    description:
      'Refuses a token from now on, in every process, and ends what was opened with it. For tenant administrators, of their tenant; for superusers, of any.',
  })
  async revokeToken(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: RevokeTokenInput,
    @Args() args: CommandArguments,
  ) {
    if (!decideGrant(subject, 'token.revoke').allow) throw forbidden('None of your roles allows token.revoke.');
    const request = parseInput(Given, plainInput(input, new Set()), 'input');
    const { revocation, receipt } = await this.commands.execute(
      new RevokeToken(request, commandContext(subject, context.req, args)),
    );
    return { record: revocation, receipt };
  }
}
