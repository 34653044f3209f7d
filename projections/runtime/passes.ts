/** Lets models that fold nothing of what came pass it together: a transaction for each of them costs more than all they do. */
import { setImmediate as othersToo } from 'node:timers/promises';
import type { Pool } from 'pg';
import { beginAt, CheckpointMoved, commitAt, type Pass, passAt } from './checkpoint.js';

interface Waiting extends Pass {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Passes {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly pool: Pool) {}

  /** @throws {CheckpointMoved} */
  pass(pass: Pass): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...pass, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await othersToo();
      await this.passTogether(this.waiting.splice(0));
    }
    this.running = false;
  }

  private async passTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const moved = await passAt(this.pool, together);
      for (const one of together)
        if (moved.has(one.schema)) one.resolve();
        else void this.passAlone(one).then(one.resolve, one.reject);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  /** Waits for whoever is at the model. */
  private async passAlone({ schema, expected, reached }: Pass): Promise<void> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await beginAt(client, schema, expected);
      await commitAt(client, schema, reached);
    } catch (error) {
      if (!(error instanceof CheckpointMoved)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
