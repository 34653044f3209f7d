/** Sixteen writers that never give up, and the journal of what each asked for and was told. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationProcess } from './application-process.js';
import type { Outcome } from './messages.js';
import { type Request, Workload, WRITERS } from './workload.js';

export interface Entry {
  readonly request: Request;
  readonly expectedRevision: bigint | undefined;
  /** Of each time it was sent, in order; empty while the first is under way. */
  readonly outcomes: Outcome[];
}

export class Writers {
  /** In the order in which the commands were sent. */
  readonly journal: Entry[] = [];
  acknowledged = 0;
  private stopping = false;
  private readonly workload: Workload;
  private readonly latest = new Map<string, bigint>();
  private readonly writing: Promise<unknown>;

  constructor(
    seed: string,
    private readonly application: ApplicationProcess,
  ) {
    this.workload = new Workload(seed);
    this.writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => this.write(writer)));
  }

  /** Lets every writer hear of what it has sent. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.writing;
  }

  private async write(writer: number): Promise<void> {
    for (let number = 0; !this.stopping; number += 1) {
      const request = this.workload.request(writer, number);
      await delay(request.pauseMs);
      const expectedRevision = request.namesRevision ? this.latest.get(request.recordId) : undefined;
      const entry: Entry = { request, expectedRevision, outcomes: [] };
      this.journal.push(entry);
      let outcome: Outcome;
      do {
        outcome = await this.application.execute(request, expectedRevision);
        entry.outcomes.push(outcome);
      } while (outcome.is === 'unknown' && request.persistent);
      if (outcome.is !== 'acknowledged') continue;
      this.acknowledged += 1;
      this.latest.set(request.recordId, outcome.revision);
    }
  }
}
