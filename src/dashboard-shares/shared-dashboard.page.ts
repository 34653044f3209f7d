/** The pages behind a link to the dashboard: one to open it, one for when it does not open. They are the same for every link. */
import { CLOSED, PASSWORD_FIELD, sharePage } from '../share-links/share-page.js';

/** Nothing in it depends on the link, so that it tells nothing of it; posting it counts as a look at the dashboard. */
export const LANDING_PAGE = sharePage(
  'A dashboard has been shared with you',
  `<p>Nothing is opened or counted until you press the button.</p>
<form method="post">
${PASSWORD_FIELD}
<button type="submit">Open the dashboard</button>
</form>`,
);

/** One answer for whatever is wrong. */
export const CLOSED_PAGE = sharePage('This link does not open a dashboard', CLOSED);
