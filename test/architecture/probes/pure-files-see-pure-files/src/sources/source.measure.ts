/** A measure that looks at the policy. */
export { decide } from '../access/policy.js';
