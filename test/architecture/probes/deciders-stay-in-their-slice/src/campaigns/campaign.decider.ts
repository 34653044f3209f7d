/** Rules of a campaign. */
export const campaignRules = 'campaign';
