/** Demo data made by a test library. */
export { sample } from 'fast-check';
