/** Answers to appends that nobody waits for any more: they pass by, whatever else goes wrong is still heard of. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { passLateAnswers } from '../../../src/ledger/esdb/late-answers.js';

describe('late answers', () => {
  /** The client's own way: what is pending is looked up by the answer's id, and taken apart. */
  const clientOver = (
    calls: EventEmitter,
    pending: ReadonlyMap<string, readonly [() => void]>,
  ): { readonly open: () => void } => {
    const client = {
      GRPCStreamCreator: (_type: unknown, _name: string, creator: (service: unknown) => unknown) =>
        creator({ batchAppend: () => calls }),
    };
    const guarded = passLateAnswers(client as unknown as EventStoreDBClient) as unknown as typeof client;
    return {
      open: () =>
        void guarded.GRPCStreamCreator(undefined, 'appendToStream', (service) =>
          (service as { batchAppend: () => EventEmitter }).batchAppend().on('data', (id: string) => {
            const [resolve] = pending.get(id)!;
            resolve();
          }),
        ),
    };
  };

  it('do not end the process', () => {
    const calls = new EventEmitter();
    let answered = 0;
    clientOver(calls, new Map([['waited for', [() => (answered += 1)]]])).open();
    calls.emit('data', 'given up');
    calls.emit('data', 'waited for');
    assert.equal(answered, 1);
  });

  it('hide no other failure', () => {
    const calls = new EventEmitter();
    const broken = (): never => {
      throw new Error('the disk is full');
    };
    clientOver(calls, new Map([['waited for', [broken]]])).open();
    assert.throws(() => calls.emit('data', 'waited for'), /the disk is full/);
  });
});
