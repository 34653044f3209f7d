/** Which record stands for which, after merges that may have merges of their own. Pure. */

export interface Named {
  readonly type: string;
  readonly id: string;
  readonly label: string;
}
/** A record and the one that it was merged into. */
export interface Merged {
  readonly id: string;
  readonly winner: Named;
}

export class Merges {
  private readonly winners: ReadonlyMap<string, Named>;
  private readonly absorbed = new Map<string, string[]>();

  /** @param merged only what the reader may see, both sides of it. */
  constructor(merged: readonly Merged[]) {
    const next = new Map(merged.map(({ id, winner }) => [id, winner]));
    const winners = new Map<string, Named>();
    for (const { id } of merged) {
      const passed = new Set([id]);
      let last = next.get(id)!;
      for (let on = next.get(last.id); on && !passed.has(last.id); on = next.get(last.id)) {
        passed.add(last.id);
        last = on;
      }
      if (last.id === id) continue;
      winners.set(id, last);
      this.absorbed.set(last.id, [...(this.absorbed.get(last.id) ?? []), id].toSorted());
    }
    this.winners = winners;
  }

  /** The record that stands for one; itself when it was not merged. */
  winnerOf<Node extends Named>(node: Node): Node | Named {
    return this.winners.get(node.id) ?? node;
  }

  winnerId(id: string): string {
    return this.winners.get(id)?.id ?? id;
  }

  /** What was merged into a record, in the order of ids. */
  absorbedBy(id: string): readonly string[] {
    return this.absorbed.get(id) ?? [];
  }

  /** Records with all that was merged into them. */
  membersOf(ids: readonly string[]): readonly string[] {
    return ids.flatMap((id) => [id, ...this.absorbedBy(id)]);
  }

  get pairs(): readonly (readonly [absorbed: string, winner: string])[] {
    return [...this.winners].map(([id, winner]) => [id, winner.id]);
  }
}
