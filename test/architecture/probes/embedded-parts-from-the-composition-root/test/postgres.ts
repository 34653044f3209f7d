/** A test. */
export { postgres } from '../src/embedded/postgres/supervisor.js';
