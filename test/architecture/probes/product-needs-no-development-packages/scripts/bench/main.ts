/** The bench may. */
export { sample } from 'fast-check';
