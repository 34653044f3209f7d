/** A handler. */
export const publish = 'Publish';
