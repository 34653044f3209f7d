/** How wide a text of Inter is, where nothing is drawn. */
import { COLOURS } from './document.look.js';
import { PdfFile } from './pdf-file.js';
import { Typesetter } from './typesetter.js';

let typesetter: Typesetter | undefined;

/** In the unit of `size`. */
export const textWidth = (text: string, size: number, bold: boolean): number => {
  typesetter ??= new Typesetter(new PdfFile({ autoFirstPage: false }));
  return typesetter.width(text, { size, weight: bold ? 600 : 400, colour: COLOURS.ink });
};
