/** Health that asks the embedded database and the development issuer. */
export { postgres } from '../embedded/postgres/supervisor.js';
export { issuer } from '../auth/development-issuer.js';
