/** What is used of svg-to-pdfkit, which comes without types. */
declare module 'svg-to-pdfkit' {
  interface Options {
    readonly width: number;
    readonly height: number;
    /** Units without a name are points. */
    readonly assumePt: true;
    /** The name of a registered font. */
    readonly fontCallback: (family: string, bold: boolean) => string;
  }
  export default function SVGtoPDF(document: object, svg: string, x: number, y: number, options: Options): void;
}
