/** An import that leads nowhere; JavaScript, so that the compiler does not refuse it first. */
export { nothing } from './nowhere.js';
