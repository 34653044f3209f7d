/** How the HTML of a document looks, on a screen and on A4 or Letter. */
import { COLOURS, type Frame, STATES } from './document.look.js';
import type { Document, State } from './document.measure.js';

/** As a CSS string (CSS Syntax 3 §4.3.7): whatever is no letter or digit is written by its number. */
const cssString = (text: string): string =>
  `"${Array.from(text, (sign) => (/[A-Za-z0-9 ]/.test(sign) ? sign : `\\${sign.codePointAt(0)!.toString(16)} `)).join('')}"`;

const stateRules = Object.entries(STATES)
  .map(
    ([state, { colour, fill }]) =>
      `.${state as State}{color:${colour}}.note.${state}{background:${fill};border-color:${colour}}td.cell.${state}{background:${fill};border:1px solid ${colour}}`,
  )
  .join('\n');

export const styleOf = ({ id, title, tenant, subtitle }: Document, frame: Frame): string => {
  const label = `color:${frame.tlpColour};background:#000;font:600 12pt Inter,sans-serif;text-align:center;vertical-align:middle;white-space:nowrap;height:19pt;width:max-content;padding:0 6pt`;
  const quiet = `color:${COLOURS.quiet};font:7.5pt Inter,sans-serif;white-space:nowrap`;
  return `:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:${COLOURS.paper};color:${COLOURS.ink};font:15px/1.5 Inter,system-ui,sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{max-width:860px;margin:0 auto;padding:16px 24px 48px}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:#fff;padding:8px;outline:2px solid ${COLOURS.accent}}
.frame{display:flex;align-items:center;gap:12px;border-bottom:1px solid ${COLOURS.rule};padding:10px 0}
footer.frame{border-bottom:0;border-top:1px solid ${COLOURS.rule};margin-top:40px}
.frame p{margin:0;font-size:13px;color:${COLOURS.quiet}}.frame .whose{flex:1;overflow-wrap:anywhere}.frame strong{color:${COLOURS.ink}}
.frame .tlp{background:#000;color:${frame.tlpColour};font-weight:600;font-size:12pt;padding:2px 8px;white-space:nowrap}
h1,h2{color:${COLOURS.accent};line-height:1.25;overflow-wrap:anywhere}h1{font-size:30px;margin:28px 0 4px}h2{font-size:21px;margin:36px 0 10px}
.subtitle{color:${COLOURS.quiet};font-size:17px;margin:0 0 20px}
nav{border-top:3px solid ${COLOURS.accent};padding-top:10px;margin:20px 0}nav h2{font-size:14px;margin:0 0 4px}nav ol{margin:0;padding-left:22px}nav a{color:${COLOURS.accent}}
p,li,dd{overflow-wrap:anywhere;max-width:72ch}p{white-space:pre-line}
table{table-layout:fixed;border-collapse:collapse;width:100%;margin:14px 0;font-size:13.5px;font-variant-numeric:tabular-nums}
caption,figcaption{text-align:left;font-weight:600;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid ${COLOURS.rule};overflow-wrap:anywhere}
thead th{background:${COLOURS.band};border-bottom:1px solid ${COLOURS.quiet};overflow-wrap:normal}
.end{text-align:right}small{display:block;color:${COLOURS.quiet};font-weight:400}
.state{font-weight:600;white-space:nowrap}svg.icon{width:1em;height:1em;vertical-align:-.12em;margin-right:.35em;flex:none}
.note{display:flex;gap:8px;border-left:4px solid;padding:10px 12px;margin:12px 0}.note span{color:${COLOURS.ink};white-space:pre-line;overflow-wrap:anywhere}.note svg.icon{margin-top:.25em}
dl{display:grid;grid-template-columns:minmax(120px,1fr) 4fr;gap:4px 16px}dt{color:${COLOURS.quiet}}dd{margin:0;white-space:pre-line}
figure{margin:18px 0}figure svg{width:100%;height:auto}
.empty{color:${COLOURS.quiet}}.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:14px 0 4px;font-size:13px}
table.heat{table-layout:fixed;border-collapse:separate;border-spacing:3px}table.heat thead th{background:none;border:0}td.cell{padding:5px 6px;font-size:12px}td.cell span{display:block;color:${COLOURS.ink}}td.none{border:0}
${stateRules}
@page{margin:24mm 16mm 22mm;
@top-left{content:${cssString(`${tenant} · ${title} · ${subtitle}`)};${quiet}}
@top-right{content:${cssString(frame.tlp)};${label};margin:auto 0 auto auto}
@bottom-left{content:"Page " counter(page) " of " counter(pages) ${cssString(` · Id ${id} · SHA-256 ${frame.hash}`)};${quiet}}
@bottom-right{content:${cssString(frame.tlp)};${label};margin:auto 0 auto auto}}
@media print{
body{font-size:9.5pt}.page{max-width:none;padding:0}.skip{display:none}nav{break-after:auto}table{font-size:8.5pt}
h1,h2,caption,figcaption{break-after:avoid}thead{display:table-header-group}tr,figure,.note,li{break-inside:avoid}
.new-page{break-before:page}a{color:inherit;text-decoration:none}td.cell{font-size:7.5pt}
}`;
};
