/** How much garbage the process lets lie. */
import v8 from 'node:v8';

/**
 * Percent of what was alive after a collection that may come on top of it before the next. V8 by itself goes up to 300 on a machine with
 * memory to spare; with this, large imports and polls take as long as they did.
 */
const GROWTH = 80;

/** Holds for every thread of the process from its next collection on. */
export const useHeapSparingly = (): void => v8.setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
