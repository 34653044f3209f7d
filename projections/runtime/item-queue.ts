/** A bounded queue between the one reader of the log and a model that applies it. */
import type { LogItem } from '../../src/ledger/subscription.js';

export class ItemQueue {
  private items: LogItem[] = [];
  private wakeTaker: (() => void) | undefined;
  private wakePutter: (() => void) | undefined;
  closed = false;

  private wakeGatherer: (() => void) | undefined;
  private endsGathering: (item: LogItem) => boolean = () => true;
  private weight = 0;

  /**
   * @param capacity the weight at which it is full.
   * @param isUrgent items that end a {@link gather}.
   */
  constructor(
    private readonly capacity: number,
    private readonly isUrgent: (item: LogItem) => boolean = () => true,
    private readonly weigh: (item: LogItem) => number = () => 1,
  ) {}

  /** Waits while the queue is full; drops the item once the queue is closed. */
  async put(item: LogItem): Promise<void> {
    while (this.isFull)
      await new Promise<void>((resolve) => {
        this.wakePutter = resolve;
      });
    this.add(item);
  }

  get isFull(): boolean {
    return this.weight >= this.capacity && !this.closed;
  }

  /** Adds without waiting; for the caller that has asked {@link isFull}. */
  add(item: LogItem): void {
    if (this.closed) return;
    this.items.push(item);
    this.weight += this.weigh(item);
    this.wakeTaker?.();
    if (this.wakeGatherer && this.endsGathering(item)) this.wakeGatherer();
  }

  /** Waits for at least one item; empty once the queue is closed. */
  async take(most: number): Promise<readonly LogItem[]> {
    while (this.items.length === 0 && !this.closed)
      await new Promise<void>((resolve) => {
        this.wakeTaker = resolve;
      });
    return this.takeOut(most);
  }

  /** Lets items come together for at most `ms`, less when an urgent one comes or the queue is closed. @returns what came. */
  gather(ms: number, most: number): Promise<readonly LogItem[]> {
    return this.comeTogether(ms, most, this.isUrgent);
  }

  /** The same for urgent items as well. */
  gatherAll(ms: number, most: number): Promise<readonly LogItem[]> {
    return this.comeTogether(ms, most, () => false);
  }

  private async comeTogether(ms: number, most: number, ends: (item: LogItem) => boolean): Promise<readonly LogItem[]> {
    if (!this.closed && !this.items.some(ends)) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.endsGathering = ends;
        this.wakeGatherer = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.wakeGatherer = undefined;
    }
    return this.takeOut(most);
  }

  private takeOut(most: number): readonly LogItem[] {
    const taken = this.items.splice(0, most);
    for (const item of taken) this.weight -= this.weigh(item);
    this.wakePutter?.();
    return taken;
  }

  get size(): number {
    return this.items.length;
  }

  close(): void {
    this.closed = true;
    this.items = [];
    this.wakeTaker?.();
    this.wakePutter?.();
    this.wakeGatherer?.();
  }
}
