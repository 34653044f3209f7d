/** A handler. */
export const registerSource = 'Register';
