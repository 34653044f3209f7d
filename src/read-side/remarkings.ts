/** The last marking change of each tenant that this process wrote: its own reads wait for it, so that a re-marking counts at once. */

/** A read model that has stopped keeps nobody waiting for longer than this. */
const AWAITED_MS = 10_000;

export class Remarkings {
  private readonly last = new Map<string, { readonly position: bigint; readonly until: number }>();

  constructor(private readonly now: () => Date) {}

  note(tenantId: string, position: bigint): void {
    const known = this.last.get(tenantId);
    if (known === undefined || known.position < position)
      this.last.set(tenantId, { position, until: this.now().getTime() + AWAITED_MS });
  }

  /** @returns where the log stood after it; undefined when there was none in the last ten seconds. */
  awaited(tenantId: string): bigint | undefined {
    const known = this.last.get(tenantId);
    if (known === undefined) return undefined;
    if (this.now().getTime() <= known.until) return known.position;
    this.last.delete(tenantId);
    return undefined;
  }
}
