/** Commands on a tenant's library of recommendations. The only write path. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import type { RecommendationContent } from './recommendation.events.js';
import type { RecommendationLibrary } from './recommendation.record.js';
import { recommendationLibraryId, recommendationType } from './recommendation.type.js';

export type RecommendationRequest =
  | { readonly kind: 'add'; readonly input: RecommendationContent }
  | { readonly kind: 'revise'; readonly id: string; readonly input: Partial<RecommendationContent> }
  | { readonly kind: 'retire'; readonly id: string };

/** @see KeepRecommendationHandler: answers with the library and the id of the recommendation. */
export class KeepRecommendation extends Command<Written<RecommendationLibrary> & { readonly recommendationId: string }> {
  constructor(
    readonly request: RecommendationRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(KeepRecommendation)
export class KeepRecommendationHandler implements ICommandHandler<KeepRecommendation> {
  constructor(
    private readonly ledger: Ledger,
    private readonly instanceKey: InstanceKey,
  ) {}

  async execute({ request, context }: KeepRecommendation) {
    const recommendationId = request.kind === 'add' ? newRecordId(this.instanceKey, 'recommendation', context).id : request.id;
    const written = await this.ledger.execute({
      type: recommendationType,
      recordId: recommendationLibraryId(context.subject.tenantId),
      action: 'recommendation.keep',
      command: commandOf(request, recommendationId),
      request,
      context,
      creates: request.kind === 'add',
    });
    return { ...written, recommendationId };
  }
}

const commandOf = (request: RecommendationRequest, id: string) => {
  switch (request.kind) {
    case 'add':
      return { type: 'Add', id, content: request.input } as const;
    case 'revise':
      return { type: 'Revise', id, changes: request.input } as const;
    case 'retire':
      return { type: 'Retire', id } as const;
  }
};
