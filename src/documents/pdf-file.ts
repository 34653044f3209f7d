/** A PDF file that comes out the same on every machine: compressed by one deflate in JavaScript, since Node's differs between processors. */
import { zlibSync } from 'fflate';
import PDFDocument from 'pdfkit';

/** What pdfkit keeps of an object of the file until it is written. */
interface FileObject {
  buffer: Uint8Array[];
  readonly data: Record<string, unknown>;
  finalize(): void;
}

interface LaidOutFont {
  layout(text: string, features?: readonly string[] | Readonly<Record<string, boolean>>): unknown;
}

const LEVEL = 6;

/** For options of `PDFDocument` with `compress: false`. */
export class PdfFile extends PDFDocument {
  override ref(data: object): ReturnType<InstanceType<typeof PDFDocument>['ref']> {
    const reference = super.ref(data);
    const object = reference as unknown as FileObject;
    const write = object.finalize.bind(object);
    object.finalize = () => {
      if (object.buffer.length > 0 && object.data.Filter === undefined) {
        object.buffer = [zlibSync(Buffer.concat(object.buffer), { level: LEVEL })];
        object.data.Filter = 'FlateDecode';
      }
      write();
    };
    return reference;
  }

  /** Sets a registered font without its contextual alternates: to look for them takes nine tenths of the time of a page. */
  plainly(fontName: string): void {
    const { font } = (this.font(fontName) as unknown as { readonly _font: { readonly font: LaidOutFont } })._font;
    const layout = font.layout.bind(font);
    font.layout = (text, features) =>
      layout(text, {
        calt: false,
        ...(Array.isArray(features) ? Object.fromEntries(features.map((name) => [name, true])) : features),
      });
  }
}
