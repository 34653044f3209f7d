/** The composition root. */
export { postgres } from './embedded/postgres/supervisor.js';
