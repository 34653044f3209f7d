/** Inter as both formats embed it: a file for each script, of which a document takes what its characters need. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

const { resolve } = createRequire(import.meta.url);
const fileOf = (name: string): string => resolve(`@fontsource/inter/files/${name}`);

/** In the order in which they are asked for a character. */
export const SCRIPTS = ['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese'] as const;
export type Script = (typeof SCRIPTS)[number];
export type Weight = 400 | 600;
export const WEIGHTS: readonly Weight[] = [400, 600];

/** As CSS writes them: `U+0000-00FF,U+0131`. */
const RANGES = JSON.parse(
  readFileSync(fileOf('inter-latin-400-normal.woff').replace(/files[\\/][^\\/]+$/, 'unicode.json'), 'utf8'),
) as Readonly<Record<Script, string>>;
const boundsOf = (ranges: string): readonly (readonly [number, number])[] =>
  ranges.split(',').map((range) => {
    const [from, to] = range.slice('U+'.length).split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to ?? from, 16)];
  });
const BOUNDS = SCRIPTS.map((script) => [script, boundsOf(RANGES[script])] as const);

const known = new Map<number, Script | undefined>();

/** @returns whose file has the character; undefined where Inter has none, as for emoji and Chinese. */
export const scriptOf = (codePoint: number): Script | undefined => {
  if (codePoint < 0x100) return 'latin';
  if (!known.has(codePoint))
    known.set(codePoint, BOUNDS.find(([, bounds]) => bounds.some(([from, to]) => codePoint >= from && codePoint <= to))?.[0]);
  return known.get(codePoint);
};

/** Latin is always among them: the frame of a page needs it. */
export const scriptsOf = (text: string): readonly Script[] => {
  const needed = new Set<Script | undefined>(['latin']);
  for (const character of text) needed.add(scriptOf(character.codePointAt(0)!));
  return SCRIPTS.filter((script) => needed.has(script));
};

const files = new Map<string, Buffer>();
const remembered = (name: string, read: () => Buffer): Buffer => {
  const known = files.get(name) ?? read();
  files.set(name, known);
  return known;
};
const nameOf = (script: Script, weight: Weight): string => `inter-${script}-${weight}-normal`;

/** As an OpenType file, for PDF. */
export const openTypeFile = (script: Script, weight: Weight): Buffer =>
  remembered(`${nameOf(script, weight)}.otf`, () => unpacked(readFileSync(fileOf(`${nameOf(script, weight)}.woff`))));

/** WOFF 1.0 §3 to §5: the tables of an OpenType file, each compressed by itself. A reader of PDF fonts would unpack them anew for each file. */
const unpacked = (woff: Buffer): Buffer => {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  const power = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (count - 2 ** power), 10);
  const tables: Buffer[] = [head];
  let offset = head.length;
  for (let index = 0; index < count; index += 1) {
    const entry = woff.subarray(44 + 20 * index);
    const [from, packed, length] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)];
    const content = woff.subarray(from, from + packed);
    const table = Buffer.concat([packed < length ? inflateSync(content) : content, Buffer.alloc((4 - (length % 4)) % 4)]);
    const place = head.subarray(12 + 16 * index);
    entry.copy(place, 0, 0, 4);
    entry.copy(place, 4, 16, 20);
    place.writeUInt32BE(offset, 8);
    place.writeUInt32BE(length, 12);
    tables.push(table);
    offset += table.length;
  }
  return Buffer.concat(tables);
};

/** @returns `@font-face` rules with the files that a text needs inside. */
export const fontFaces = (text: string): string =>
  scriptsOf(text)
    .flatMap((script) =>
      WEIGHTS.map((weight) => {
        const name = `${nameOf(script, weight)}.woff2`;
        const data = remembered(name, () => readFileSync(fileOf(name))).toString('base64');
        return `@font-face{font-family:Inter;font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${RANGES[script]}}`;
      }),
    )
    .join('\n');
