/** The column that blocks of a PDF flow down: room on the page, and tags for those who listen (ISO 32000-1 §14.8). */
import type { State } from './document.measure.js';
import { COLOURS, ICONS, STATES } from './document.look.js';
import type { PdfFile } from './pdf-file.js';
import { LEADING, type Style, Typesetter } from './typesetter.js';

export type Element = PDFKit.PDFStructureElement;
export type Paper = 'a4' | 'letter';

/** In points. */
const SIZES: Readonly<Record<Paper, readonly [number, number]>> = { a4: [595.28, 841.89], letter: [612, 792] };
export const SIDE = 54;
const TOP = 74;
const BOTTOM = 70;

export class Flow {
  readonly type: Typesetter;
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly left = SIDE;
  readonly width: number;
  readonly top = TOP;
  readonly bottom: number;
  y = TOP;
  pages = 0;

  constructor(
    readonly file: PdfFile,
    paper: Paper,
  ) {
    [this.pageWidth, this.pageHeight] = SIZES[paper];
    this.width = this.pageWidth - 2 * SIDE;
    this.bottom = this.pageHeight - BOTTOM;
    this.type = new Typesetter(file);
    this.newPage();
  }

  get room(): number {
    return this.bottom - this.y;
  }
  /** Nothing is on the page yet. */
  get fresh(): boolean {
    return this.y === this.top;
  }

  newPage(): void {
    this.file.addPage({ size: [this.pageWidth, this.pageHeight], margin: 0 });
    this.pages += 1;
    this.y = this.top;
  }

  /** Goes on to the next page unless this one has the room. */
  need(height: number): void {
    if (height > this.room && !this.fresh) this.newPage();
  }

  /** Space that is left out at the top of a page. */
  gap(height: number): void {
    if (!this.fresh) this.y += height;
  }

  child(parent: Element, type: string, options: object = {}): Element {
    const element = this.file.struct(type, options);
    parent.add(element);
    return element;
  }

  /** Draws on the present page what belongs to an element. */
  mark(element: Element, type: string, draw: () => void): void {
    element.add(this.file.markStructureContent(type));
    draw();
    this.file.endMarkedContent();
  }

  leaf(parent: Element, type: string, draw: () => void, options: object = {}): void {
    const element = this.child(parent, type, options);
    this.mark(element, type, draw);
    element.end();
  }

  /** Draws what is repeated or ornament: nobody has to hear it. */
  artifact(draw: () => void, attached?: 'Top' | 'Bottom'): void {
    this.file.markContent('Artifact', attached ? { type: 'Pagination', attached: [attached] } : { type: 'Layout' });
    draw();
    this.file.endMarkedContent();
  }

  /** Lines of text, over as many pages as they take. */
  text(parent: Element, type: string, text: string, style: Style, { indent = 0, after = 0 } = {}): void {
    const height = style.size * LEADING;
    const element = this.child(parent, type);
    const left = [...this.type.lines(text, this.width - indent, style)];
    while (left.length > 0) {
      this.need(height * Math.min(2, left.length));
      const here = left.splice(0, Math.max(1, Math.floor(this.room / height)));
      this.mark(element, type, () => {
        for (const line of here) {
          this.type.line(line, this.left + indent, this.y, style);
          this.y += height;
        }
      });
      if (left.length > 0) this.newPage();
    }
    element.end();
    this.y += after;
  }

  icon(state: State, x: number, y: number, size: number): void {
    const { shape, sign, hollow } = ICONS[state];
    const { colour } = STATES[state];
    this.file
      .save()
      .translate(x, y)
      .scale(size / 16);
    if (hollow) this.file.lineWidth(1.6).path(shape).stroke(colour);
    else this.file.path(shape).fill(colour);
    this.file
      .lineWidth(2)
      .lineCap('round')
      .path(sign)
      .stroke(hollow ? colour : COLOURS.paper);
    this.file.restore();
  }
}
