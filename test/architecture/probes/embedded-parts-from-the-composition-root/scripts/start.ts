/** The composition root. */
export { postgres } from '../src/embedded/postgres/supervisor.js';
