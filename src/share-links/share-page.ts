/** The frame of the pages behind a link. They are the same for every link, and load nothing. */

const STYLE = `:root{color-scheme:light}body{margin:0;background:#fff;color:#1a1f24;font:16px/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:3rem 1.5rem}h1{font-size:1.5rem;line-height:1.25}
label{display:block;margin:1.25rem 0 .25rem;font-weight:600}input,select,button{font:inherit;padding:.5rem .75rem;border:1px solid #5b6670;border-radius:4px;width:100%;box-sizing:border-box;background:#fff;color:inherit}
button{margin-top:1.5rem;background:#123a5a;border-color:#123a5a;color:#fff;font-weight:600}:focus-visible{outline:3px solid #c05000;outline-offset:2px}.hint{margin:.25rem 0 0;color:#4a545d}`;

/** @param content HTML. */
export const sharePage = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow">
<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>
${content}
</main></body></html>
`;

export const PASSWORD_FIELD = `<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="off" maxlength="200" aria-describedby="password-hint">
<p class="hint" id="password-hint">Leave it empty if you were not given one.</p>`;

/** Said of every link that opens nothing, whatever is wrong with it. */
export const CLOSED = `<p>It may be mistyped, over, withdrawn or used up, or the password may be wrong. Ask whoever gave it to you for a new one.</p>`;
