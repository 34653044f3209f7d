/** The policy. */
export const decide = 'allow';
