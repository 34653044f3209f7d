/** Demo data taken from the tests. */
export { amber } from '../../test/examples/marking.js';
