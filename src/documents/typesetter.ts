/** Sets lines of text in Inter on a PDF page: which file has which character, how wide words are, where lines break. */
import { openTypeFile, scriptOf, type Script, type Weight } from './inter.fonts.js';
import type { PdfFile } from './pdf-file.js';

export interface Style {
  /** In points. */
  readonly size: number;
  readonly weight?: Weight;
  readonly colour: string;
  /** Figures of equal width, for columns. */
  readonly tabular?: boolean;
}

interface Run {
  /** Undefined: no file has these characters. */
  readonly script: Script | undefined;
  readonly text: string;
}

/** Of the height of a line. */
export const LEADING = 1.42;
interface Drawn {
  /** In ems. */
  readonly width: number;
  /** In ems from the top left of the line. */
  readonly path: string;
}
/** A character that Inter lacks is drawn: as a hollow box, but for these. Copied text keeps the character. */
const BOX: Drawn = { width: 0.72, path: 'M.08 .26L.64 .26L.64 .98L.08 .98Z' };
const DRAWN: Readonly<Record<string, Drawn>> = {
  '≤': { width: 0.74, path: 'M.62 .36L.12 .55L.62 .74M.12 .92L.62 .92' },
  '≥': { width: 0.74, path: 'M.12 .36L.62 .55L.12 .74M.12 .92L.62 .92' },
  '≠': { width: 0.74, path: 'M.1 .52L.64 .52M.1 .74L.64 .74M.5 .34L.24 .92' },
  '→': { width: 0.92, path: 'M.08 .63L.82 .63M.56 .38L.82 .63L.56 .88' },
  '←': { width: 0.92, path: 'M.84 .63L.1 .63M.36 .38L.1 .63L.36 .88' },
};
const drawnAs = (character: string): Drawn => DRAWN[character] ?? BOX;
const LATIN = /^[\u0020-\u00ff–—‘’“”…]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const runsOf = (text: string): readonly Run[] => {
  if (LATIN.test(text)) return text === '' ? [] : [{ script: 'latin', text }];
  const runs: { script: Script | undefined; text: string }[] = [];
  for (const { segment } of graphemes.segment(text)) {
    const scripts = Array.from(segment, (character) => scriptOf(character.codePointAt(0)!));
    const script = scripts.includes(undefined) ? undefined : scripts[0];
    const last = runs.at(-1);
    // A space goes with what it follows; each box stands for one character.
    if (last?.script !== undefined && (segment === ' ' || last.script === script)) last.text += segment;
    else runs.push({ script, text: segment });
  }
  return runs;
};

/** Where a word that is wider than its line may be broken. */
const PIECES = /[^-/_.,@?&=]*[-/_.,@?&=]+|[^-/_.,@?&=]+/g;
const MOST_REMEMBERED = 20_000;

export class Typesetter {
  private readonly registered = new Set<string>();
  private readonly widths = new Map<string, number>();

  constructor(private readonly file: PdfFile) {}

  /** The name of a font for `PdfFile.font`. */
  fontOf(script: Script, weight: Weight): string {
    const name = `inter-${script}-${weight}`;
    if (!this.registered.has(name)) {
      this.file.registerFont(name, openTypeFile(script, weight));
      this.file.plainly(name);
      this.registered.add(name);
    }
    return name;
  }

  /** In points. */
  width(text: string, { size, weight = 400, tabular = false }: Style): number {
    const key = `${weight}${tabular} ${text}`;
    let known = this.widths.get(key);
    if (known === undefined) {
      known = runsOf(text).reduce((sum, run) => sum + this.widthOfRun(run, weight, tabular), 0);
      if (this.widths.size > MOST_REMEMBERED) this.widths.clear();
      this.widths.set(key, known);
    }
    return known * size;
  }

  /** @returns at least one line; an empty one for no text. */
  lines(text: string, width: number, style: Style): readonly string[] {
    return text.split('\n').flatMap((paragraph) => this.broken(paragraph, width, style));
  }

  /** As much of a text as fits on one line. */
  clipped(text: string, width: number, style: Style): string {
    const whole = text.replaceAll(/\s+/g, ' ');
    if (this.width(whole, style) <= width) return whole;
    let letters = Array.from(whole);
    while (letters.length > 0 && this.width(`${letters.join('')}…`, style) > width) letters = letters.slice(0, -1);
    return `${letters.join('').trimEnd()}…`;
  }

  /** Draws one line with its top left at (x, y). */
  line(text: string, x: number, y: number, style: Style): void {
    const { size, weight = 400, colour, tabular = false } = style;
    let at = x;
    for (const run of runsOf(text)) {
      const width = this.widthOfRun(run, weight, tabular) * size;
      if (run.script === undefined) this.draw(run.text, at, y, style);
      else
        this.file
          .font(this.fontOf(run.script, weight))
          .fontSize(size)
          .fillColor(colour)
          .text(run.text, at, y, { lineBreak: false, ...(tabular ? { features: ['tnum'] } : {}) });
      at += width;
    }
  }

  private draw(character: string, x: number, y: number, { size, weight = 400, colour }: Style): void {
    this.file.markContent('Span', { actual: character });
    this.file
      .save()
      .translate(x, y)
      .scale(size)
      .lineWidth(weight / 5_500)
      .path(drawnAs(character).path)
      .stroke(colour)
      .restore();
    this.file.endMarkedContent();
  }

  /** At size 1. */
  private widthOfRun({ script, text }: Run, weight: Weight, tabular: boolean): number {
    if (script === undefined) return drawnAs(text).width;
    return (
      this.file
        .font(this.fontOf(script, weight))
        .fontSize(100)
        .widthOfString(text, tabular ? { features: ['tnum'] } : {}) / 100
    );
  }

  private broken(paragraph: string, width: number, style: Style): readonly string[] {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    const space = this.width(' ', style);
    for (const word of paragraph.split(/\s+/).filter((entry) => entry !== '')) {
      const wide = this.width(word, style);
      if (line !== '' && used + space + wide <= width) {
        line += ` ${word}`;
        used += space + wide;
        continue;
      }
      if (line !== '') lines.push(line);
      [line, used] = [word, wide];
      if (wide <= width) continue;
      const parts = this.parts(word, width, style);
      lines.push(...parts.slice(0, -1));
      line = parts.at(-1)!;
      used = this.width(line, style);
    }
    return [...lines, line];
  }

  /** A word wider than the line, after its own signs where it has any. */
  private parts(word: string, width: number, style: Style): readonly string[] {
    const parts: string[] = [];
    let part = '';
    const add = (piece: string): void => {
      if (this.width(part + piece, style) <= width || part === '') part += piece;
      else {
        parts.push(part);
        part = piece;
      }
    };
    for (const piece of word.match(PIECES)!) {
      if (this.width(piece, style) <= width) add(piece);
      else for (const { segment } of graphemes.segment(piece)) add(segment);
    }
    return [...parts, part];
  }
}
