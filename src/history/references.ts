/** Records that a record refers to are named only to those who may see them. */
import { sameValue } from '../ledger/text.js';
import type { FieldChange } from './replay.js';

/** A record, by stream category. */
export interface Reference {
  readonly type: string;
  readonly id: string;
}
/** Which record a field, or an entry of its list, refers to. */
export type ReferringFields = Readonly<Record<string, (entry: never) => Reference>>;

export class References {
  private readonly asked = new Map<string, Promise<boolean>>();

  /** @param maySee decides for one reader; asked once for each record. */
  constructor(
    private readonly fields: ReferringFields,
    private readonly maySee: (reference: Reference) => Promise<boolean>,
  ) {}

  /** A state without the references that may not be seen. */
  async state(fields: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const shown = Object.entries(fields).map(async ([name, value]) => [name, await this.value(name, value)] as const);
    return Object.fromEntries(await Promise.all(shown));
  }

  /** Changes without them; a change of nothing else is left out. */
  async changes(changes: readonly FieldChange[]): Promise<readonly FieldChange[]> {
    const shown = changes.map(async (change): Promise<readonly FieldChange[]> => {
      if (!Object.hasOwn(this.fields, change.field)) return [change];
      const [old, current] = await Promise.all([change.old, change.new].map((value) => this.value(change.field, value)));
      return sameValue(old ?? [], current ?? []) ? [] : [{ ...change, old, new: current }];
    });
    return (await Promise.all(shown)).flat();
  }

  private async value(field: string, value: unknown): Promise<unknown> {
    if (!Object.hasOwn(this.fields, field) || value == null) return value;
    if (!Array.isArray(value)) return (await this.isShown(field, value)) ? value : null;
    const shown = await Promise.all(value.map((entry) => this.isShown(field, entry)));
    return value.filter((_, index) => shown[index]);
  }

  private isShown(field: string, entry: unknown): Promise<boolean> {
    const reference = this.fields[field](entry as never);
    const key = `${reference.type} ${reference.id}`;
    const known = this.asked.get(key);
    if (known) return known;
    const asked = this.maySee(reference);
    this.asked.set(key, asked);
    return asked;
  }
}
