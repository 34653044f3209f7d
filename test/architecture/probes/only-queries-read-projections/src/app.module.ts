/** The composition root starts projections. */
export { registry } from '../projections/registry.js';
