/** The pages behind a link to a report: one to open it, one for when it does not open. They are the same for every link. */
import { CLOSED, PASSWORD_FIELD, sharePage } from '../share-links/share-page.js';

/** Nothing in it depends on the link, so that it tells nothing of it; posting it counts as a look at the report. */
export const LANDING_PAGE = sharePage(
  'A report has been shared with you',
  `<p>Nothing is opened or counted until you press the button.</p>
<form method="post">
<label for="format">Open it as</label>
<select id="format" name="format"><option value="">the first format shared</option><option value="html">web page</option><option value="pdf">PDF</option><option value="json">data (JSON)</option><option value="csv">table (CSV)</option></select>
${PASSWORD_FIELD}
<button type="submit">Open the report</button>
</form>`,
);

/** One answer for whatever is wrong. */
export const CLOSED_PAGE = sharePage('This link does not open a report', CLOSED);

/** For whoever could open the report. */
export const NO_FORMAT_PAGE = sharePage(
  'The report was not shared in this format',
  '<p>Go back and choose another format. Nothing was counted.</p>',
);
