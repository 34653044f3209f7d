/** The life of a threat actor, where it is its own; linking and merging are those of campaigns. */
import { threatActor } from '../../../src/threat-actors/threat-actor.decider.js';
import {
  actorLinked,
  actorMerged,
  actorUnlinked,
  actorUnmerged,
  closedActor,
  createActor,
  createdActor,
  otherActor,
  reopenedActor,
} from '../../examples/threat-actor.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(threatActor);

describe('a threat actor', () => {
  it('is described', () => given().when(createActor).then(createdActor));
  it('is not seen last before it was seen first', () =>
    given(createdActor)
      .when({ type: 'Revise', changes: { lastSeen: '2024-04-01T00:00:00.000Z' } })
      .thenRejects('INVALID_INPUT', 'input.lastSeen'));
  it('is retired, and followed again', () => {
    given(createdActor).when({ type: 'Move', verb: 'close' }).then(closedActor);
    given(createdActor, closedActor).when({ type: 'Move', verb: 'reopen' }).then(reopenedActor);
    given(createdActor).when({ type: 'Move', verb: 'reopen' }).thenNothing();
  });
  it('owns links to what it uses', () =>
    given(createdActor, actorLinked)
      .when({ type: 'Unlink', to: { type: 'infrastructure', id: '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e06' } })
      .then(actorUnlinked));
  it('is part of another, and not after all', () => {
    given(createdActor).when({ type: 'MergeInto', target: otherActor, settled: [] }).then(actorMerged);
    given(createdActor, actorMerged).when({ type: 'Unmerge', target: otherActor }).then(actorUnmerged);
  });
});
