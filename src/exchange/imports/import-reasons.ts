/** Sums up why objects or rows of an import were refused or are not shown whole. */

const MOST = 50;
const LONGEST = 500;

/** Without the place in the file that begins it, and without ids, so that equal faults are one. */
const commonPart = (reason: string): string =>
  reason
    .replace(/^(?:objects)?\[\d+\]\S*: /, '')
    .replace(/[a-z0-9-]+--[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);

/** Counts reasons. */
export class ReasonBook {
  private readonly counts = new Map<string, number>();

  enter(reasons: readonly string[]): void {
    for (const reason of reasons) {
      const common = commonPart(reason) || 'not said';
      // Beyond this many different ones the rest counts as one, so that no file makes the book grow.
      const key = this.counts.has(common) || this.counts.size < 10 * MOST ? common : 'other reasons';
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
  }

  /** The most frequent first, at most 50. */
  summary(): { reason: string; count: number }[] {
    return [...this.counts]
      .map(([reason, count]) => ({ reason, count }))
      .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
      .slice(0, MOST);
  }
}
