/** Reads a PDF back before anybody gets it: it has its pages, says what it should, and no page is blank. */
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { printable } from './document.look.js';
import type { Document } from './document.measure.js';
import { scriptOf } from './inter.fonts.js';
import type { RenderedPdf } from './document.pdf.js';

/** Lower and upper bound of the body, as shares of the height from the bottom. */
const BODY = [0.085, 0.91] as const;

/** Without what the font has no characters for, and without spaces, which a PDF need not keep. */
const compared = (text: string): string =>
  Array.from(printable(text).replaceAll(/\s/g, ''))
    .filter((character) => scriptOf(character.codePointAt(0)!) !== undefined)
    .join('');

/** @throws Error saying what is wrong with the file. */
export const checkPdf = async ({ content, pages }: RenderedPdf, { title, sections }: Document): Promise<void> => {
  const loading = getDocument({
    data: new Uint8Array(content),
    verbosity: VerbosityLevel.ERRORS,
    disableFontFace: true,
    useSystemFonts: false,
    isEvalSupported: false,
  });
  try {
    const file = await loading.promise;
    if (file.numPages !== pages || pages === 0) throw new Error(`the file has ${file.numPages} pages, not ${pages}`);
    let text = '';
    for (let number = 1; number <= pages; number += 1) {
      const page = await file.getPage(number);
      const [, , , height] = page.view;
      const { items } = await page.getTextContent({ disableNormalization: true });
      const body = items.filter((item) => {
        if (!('transform' in item) || item.str.trim() === '') return false;
        const at = (item.transform[5] as number) / height;
        return at > BODY[0] && at < BODY[1];
      });
      if (body.length === 0 && number > 1) throw new Error(`page ${number} is blank`);
      text += body.map((item) => ('str' in item ? item.str : '')).join('');
      page.cleanup();
    }
    const found = compared(text);
    const missing = [title, ...sections.map((section) => section.title)].find((heading) => !found.includes(compared(heading)));
    if (missing !== undefined) throw new Error(`the file does not show “${missing}”`);
  } finally {
    await loading.destroy();
  }
};
