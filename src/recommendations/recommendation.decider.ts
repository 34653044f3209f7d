/** The rules of a tenant's library of recommendations. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields } from '../ledger/text.js';
import type { RecommendationContent, RecommendationEvent } from './recommendation.events.js';
import { empty, evolve, type Recommendation, type RecommendationLibrary } from './recommendation.record.js';

export type RecommendationCommand =
  | { readonly type: 'Add'; readonly id: string; readonly content: RecommendationContent }
  | { readonly type: 'Revise'; readonly id: string; readonly changes: Partial<RecommendationContent> }
  | { readonly type: 'Retire'; readonly id: string };

const MAX_STANDING = 500;

const standing = (library: RecommendationLibrary): readonly Recommendation[] =>
  Object.values(library.recommendations).filter(({ retired }) => !retired);

const known = (id: string, { recommendations }: RecommendationLibrary): Recommendation => {
  const found = recommendations[id];
  if (found) return found;
  throw new RuleViolation('NOT_FOUND', 'There is no such recommendation. See recommendations for those there are.');
};

export const recommendationLibrary: Decider<RecommendationCommand, RecommendationEvent, RecommendationLibrary> = {
  initial: empty,
  evolve,

  decide(command, library) {
    switch (command.type) {
      case 'Add': {
        const { id, content } = command;
        if (library.recommendations[id]) return [];
        if (standing(library).length >= MAX_STANDING)
          throw new RuleViolation('LIBRARY_FULL', `A library holds ${MAX_STANDING} recommendations. Retire some first.`);
        return [{ type: 'RecommendationAdded', data: { id, content } }];
      }
      case 'Revise': {
        const { id, retired, ...content } = known(command.id, library);
        if (retired) throw new RuleViolation('RETIRED', 'The recommendation is retired. Add another in its place.');
        const changes = changedFields(content, command.changes);
        return changes ? [{ type: 'RecommendationRevised', data: { id, content: { ...content, ...changes } } }] : [];
      }
      case 'Retire':
        return known(command.id, library).retired ? [] : [{ type: 'RecommendationRetired', data: { id: command.id } }];
      default:
        return assertNever(command);
    }
  },
};
