/** A handler that uses the rules of another slice, beside its own rules and the other slice's record. */
export { sourceRules } from '../sources/source.decider.js';
export { campaignRules } from './campaign.decider.js';
export { source } from '../sources/source.record.js';
