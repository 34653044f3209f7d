/** given(events).when(command).then(events), for any decider; every event it decides must fit its contract. */
import assert from 'node:assert/strict';
import { catalogue, readEvent } from '../../src/event-catalogue.js';
import type { Decider } from '../../src/ledger/decider.js';

type Fact = { readonly type: string; readonly data: unknown };

const versions = new Map(
  catalogue.contracts.flatMap(({ spec }) => Object.entries(spec).map(([type, { version }]) => [type, version] as const)),
);

/** @throws when the event, read back from the log, would not be what was decided. */
const assertReadable = ({ type, data }: Fact): void =>
  assert.deepEqual(readEvent(type, versions.get(type) ?? 1, JSON.parse(JSON.stringify(data))), { type, data });

export const deciderSpec =
  <C, E extends Fact, S>(decider: Decider<C, E, S>) =>
  (...given: readonly E[]) => {
    const before = () => given.reduce<S>((state, event) => decider.evolve(state, event), decider.initial);
    return {
      when(command: C) {
        const run = () => decider.decide(command, before());
        return {
          // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; nothing awaits it
          then: (...events: readonly E[]) => {
            const decided = run();
            assert.deepEqual(decided, events);
            decided.forEach(assertReadable);
          },
          thenNothing: () => assert.deepEqual(run(), []),
          thenRejects: (code: string, field?: string) => assert.throws(run, field === undefined ? { code } : { code, field }),
        };
      },
      /** The record after the given events, for what a record shows. */
      record: before,
    };
  };
