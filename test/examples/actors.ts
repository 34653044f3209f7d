/** Actor ids of the people in the specs. */
export const ana = 'actor-ana';
export const ben = 'actor-ben';
export const cleo = 'actor-cleo';
export const partnerFeed = 'actor-partner-feed';
