/** A bounded map that forgets what was not used for longest, in two generations. */

/** Holds between `capacity` and twice as many of the most recently used entries; constant time, no per-entry bookkeeping. */
export class TwoGenerationMap<Key, Value> {
  private young = new Map<Key, Value>();
  private old = new Map<Key, Value>();

  constructor(private readonly capacity: number) {}

  get(key: Key): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.young.set(key, older);
    return older;
  }

  set(key: Key, value: Value): void {
    this.young.set(key, value);
  }

  /** Forgets the older generation once the younger is full. Nothing is forgotten between two calls. */
  trim(): void {
    if (this.young.size < this.capacity) return;
    this.old = this.young;
    this.young = new Map();
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
