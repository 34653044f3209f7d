/** What every page of a PDF carries: TLP at top and bottom, whose it is and of when, page n of m, id and hash. */
import { COLOURS, type Frame } from './document.look.js';
import type { Document } from './document.measure.js';
import type { Flow } from './pdf-flow.js';
import type { Style } from './typesetter.js';

const STRONG: Style = { size: 9, weight: 600, colour: COLOURS.ink };
const QUIET: Style = { size: 7.5, colour: COLOURS.quiet };
const CAVEATS: Style = { size: 7.5, weight: 600, colour: COLOURS.ink };
const HEAD_Y = 28;
const FOOT = 54;
const LABEL_HEIGHT = 19;

/** FIRST TLP 2.0: at least 12 points, to the right. @returns where it begins. */
const drawLabel = ({ file, type, left, width }: Flow, { tlp, tlpColour }: Frame, y: number): number => {
  const style: Style = { size: 12, weight: 600, colour: tlpColour };
  const wide = type.width(tlp, style) + 12;
  const x = left + width - wide;
  file.rect(x, y, wide, LABEL_HEIGHT).fill('#000000');
  type.line(tlp, x + 6, y + 2.3, style);
  return x;
};

const rule = ({ file, left, width }: Flow, y: number): void => {
  file
    .moveTo(left, y)
    .lineTo(left + width, y)
    .lineWidth(0.6)
    .stroke(COLOURS.rule);
};

const drawHead = (flow: Flow, { tenant, title, subtitle }: Document, frame: Frame): void => {
  const { type, left } = flow;
  const end = drawLabel(flow, frame, HEAD_Y) - 8;
  const caveats = type.clipped(frame.caveats, flow.width * 0.34, CAVEATS);
  const begin = end - type.width(caveats, CAVEATS);
  type.line(caveats, begin, HEAD_Y + 5, CAVEATS);
  const room = begin - left - 12;
  type.line(type.clipped(tenant, room, STRONG), left, HEAD_Y - 3, STRONG);
  type.line(type.clipped(`${title} · ${subtitle}`, room, QUIET), left, HEAD_Y + 10, QUIET);
  rule(flow, HEAD_Y + LABEL_HEIGHT + 6);
};

const drawFoot = (flow: Flow, { id, position, templateVersion }: Document, frame: Frame, page: number): void => {
  const { type, left, pageHeight } = flow;
  const y = pageHeight - FOOT;
  rule(flow, y);
  const end = drawLabel(flow, frame, y + 7) - 8;
  const number = `Page ${page} of ${flow.pages}`;
  const begin = end - type.width(number, CAVEATS);
  type.line(number, begin, y + 12, CAVEATS);
  const room = begin - left - 12;
  type.line(type.clipped(`Id ${id} · SHA-256 ${frame.hash}`, room, QUIET), left, y + 6, QUIET);
  const of = `As of ${frame.asOf}${position === null ? '' : ` · position ${position}`} · layout ${templateVersion}`;
  type.line(type.clipped(of, room, QUIET), left, y + 17, QUIET);
};

/** For when all pages are there. */
export const drawFrames = (flow: Flow, document: Document, frame: Frame): void => {
  for (let page = 0; page < flow.pages; page += 1) {
    flow.file.switchToPage(page);
    flow.artifact(() => drawHead(flow, document, frame), 'Top');
    flow.artifact(() => drawFoot(flow, document, frame, page + 1), 'Bottom');
  }
};
