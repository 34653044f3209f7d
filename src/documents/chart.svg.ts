/** A chart as SVG: the same picture for HTML and PDF. Series differ in lightness, dash and mark, and bars carry their values. */
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { COLOURS } from './document.look.js';
import type { Block } from './document.measure.js';

/** Of Vega's scene graph: drawing at once, which its own `toSVG` does later, and how wide it takes texts to be. */
interface SceneGraph {
  readonly SVGStringRenderer: new () => {
    initialize(element: null, width: number, height: number, origin: readonly [number, number], scale: number): void;
    render(scene: unknown): void;
    svg(): string;
  };
  readonly textMetrics: { width: (item: { fontSize?: number; fontWeight?: unknown }, text: string) => number };
}
const { SVGStringRenderer, textMetrics } = vega as unknown as SceneGraph;

export type Chart = Extract<Block, { kind: 'chart' }>;

/** In points; HTML scales it to its column. */
export const CHART_WIDTH = 487;
const HEIGHT = 190;
const PADDING = 4;
const STEP = 22;
const LONG_LABEL = 12;
const MOST_ROWS = 30;
/** Above this, values on bars would touch. */
const MOST_LABELLED = 40;
/** From dark to light, so that neighbours differ in grey as well. */
const FILLS = ['#1d3b5c', '#7fa6c9', '#b35c1e', '#f0c48a', '#4b6b3a', '#c9d8b6', '#6b3f73', '#d9c3df'];
const ON_FILLS = ['#ffffff', '#000000', '#ffffff', '#000000', '#ffffff', '#000000', '#ffffff', '#000000'];
const LINES = ['#1d3b5c', '#b35c1e', '#4b6b3a', '#6b3f73', '#000000', '#545d6b'];
const DASHES = [
  [2000, 1],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [12, 4],
  [4, 4],
];

/** How wide a text of Inter is, in the unit of `size`. */
export type TextWidth = (text: string, size: number, bold: boolean) => number;

export const isBlank = ({ labels, series }: Chart): boolean =>
  labels.length === 0 || series.every(({ values }) => values.every((value) => value === null));

/** @throws nothing for any chart that is not blank. */
export const chartSvg = (chart: Chart, widthOf: TextWidth): string => {
  // Without a canvas Vega guesses, and axes would be too wide or cut their labels.
  textMetrics.width = (item, text) =>
    widthOf(text, item.fontSize ?? 11, Number(item.fontWeight) >= 600 || item.fontWeight === 'bold');
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compile(specOf(chart)).spec), { renderer: 'none' }).run();
  const renderer = new SVGStringRenderer();
  const { width, height, origin } = placeOf(view);
  renderer.initialize(null, width, height, origin, 1);
  renderer.render((view.scenegraph() as unknown as { readonly root: unknown }).root);
  const svg = renderer.svg();
  view.finalize();
  return svg;
};

/** As the view's own `toSVG`, which answers later, has it. */
const placeOf = (view: vega.View) => {
  const { _viewWidth, _viewHeight, _origin } = view as unknown as Record<'_viewWidth' | '_viewHeight', number> & {
    readonly _origin: readonly [number, number];
  };
  return {
    width: _viewWidth + 2 * PADDING,
    height: _viewHeight + 2 * PADDING,
    origin: [_origin[0] + PADDING, _origin[1] + PADDING] as [number, number],
  };
};

const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

const specOf = (chart: Chart): TopLevelSpec => {
  const { shape, labels, series, unit } = chart;
  const names = series.map(({ name }, index) => uniqueName(name, index, series));
  const rows = series.flatMap(({ values }, index) =>
    labels.map((label, place) => ({
      place,
      label,
      series: names[index],
      value: values[place] ?? null,
      text: values[place] == null ? '' : number.format(values[place]),
    })),
  );
  const shared = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    autosize: { type: 'fit', contains: 'padding' },
    width: CHART_WIDTH,
    padding: PADDING,
    data: { values: rows.filter(({ value }) => value !== null) },
    config: CONFIG,
  };
  const along = {
    field: 'place',
    type: 'ordinal',
    scale: { domain: labels.map((_, place) => place) },
    title: null,
  };
  const axis = { labelExpr: `${JSON.stringify(labels.map(shortened))}[datum.value]`, zindex: 1 };
  const several = series.length > 1;
  const of = { field: 'series', type: 'nominal', sort: names, title: null };
  const fill = {
    ...of,
    scale: { domain: names, range: names.map((_, index) => FILLS[index % FILLS.length]) },
    legend: several ? { orient: 'top' } : null,
  };
  const amount = { field: 'value', type: 'quantitative', title: unit };
  const labelled = rows.length <= MOST_LABELLED;
  if (shape === 'line') {
    const legend = several ? { orient: 'top', symbolStrokeWidth: 0 } : null;
    const dash = { ...of, scale: { domain: names, range: names.map((_, index) => DASHES[index % DASHES.length]) }, legend };
    const colour = { ...fill, scale: { domain: names, range: names.map((_, index) => LINES[index % LINES.length]) }, legend };
    const mark = { ...of, scale: { domain: names }, legend };
    return {
      ...shared,
      height: HEIGHT,
      encoding: {
        x: { ...along, axis: { ...axis, labelAngle: 0, labelOverlap: true } },
        y: amount,
        color: colour,
      },
      layer: [
        {
          mark: { type: 'line', strokeWidth: 1.8 },
          encoding: { strokeDash: dash },
        },
        { mark: { type: 'point', filled: true, size: 34, opacity: 1 }, encoding: { shape: mark } },
        ...(labelled && !several
          ? [{ mark: { type: 'text', dy: -10 }, encoding: { text: { field: 'text' }, color: { value: COLOURS.ink } } }]
          : []),
      ],
    } as unknown as TopLevelSpec;
  }
  const lying = labels.length <= MOST_ROWS && labels.some((label) => label.length > LONG_LABEL);
  const stacked = shape === 'stacked-bar';
  const perLabel = !stacked && several ? series.length : 1;
  const [base, value, offset] = lying ? ['y', 'x', 'yOffset'] : ['x', 'y', 'xOffset'];
  const size = lying ? { height: labels.length * (perLabel > 1 ? perLabel * 11 + 7 : STEP) + 34 } : { height: HEIGHT };
  const side = !stacked && several ? { [offset]: { ...of, scale: { domain: names } } } : {};
  const stack = stacked ? { stack: 'zero' } : { stack: null };
  const order = stacked ? { order: { field: 'rank', type: 'quantitative' } } : {};
  const ranked = shared.data.values.map((row) => ({ ...row, rank: names.indexOf(row.series) }));
  const onBars = stacked
    ? {
        mark: { type: 'text', fontSize: 8 },
        encoding: {
          [value]: { ...amount, stack: 'zero', bandPosition: 0.5 },
          text: { field: 'text' },
          color: {
            ...fill,
            scale: { domain: names, range: names.map((_, index) => ON_FILLS[index % ON_FILLS.length]) },
            legend: null,
          },
        },
        transform: [{ filter: `datum.value > ${0.045 * highest(chart)}` }],
      }
    : {
        mark: { type: 'text', fontSize: 8.5, ...(lying ? { align: 'left', dx: 4 } : { dy: -6 }) },
        encoding: { [value]: { ...amount, ...stack }, text: { field: 'text' }, color: { value: COLOURS.ink } },
      };
  return {
    ...shared,
    data: { values: ranked },
    ...size,
    resolve: { scale: { color: 'independent' } },
    encoding: {
      [base]: { ...along, axis: { ...axis, ...(lying ? {} : { labelAngle: 0, labelOverlap: true }), domain: true } },
      ...side,
      ...order,
    },
    layer: [
      { mark: { type: 'bar', stroke: '#ffffff', strokeWidth: 0.6 }, encoding: { [value]: { ...amount, ...stack }, color: fill } },
      ...(labelled ? [onBars] : []),
    ],
  } as unknown as TopLevelSpec;
};

/** Of the stacks, the highest. */
const highest = ({ labels, series }: Chart): number =>
  Math.max(...labels.map((_, place) => series.reduce((sum, { values }) => sum + (values[place] ?? 0), 0)));

/** Two series of one name would be drawn as one. */
const uniqueName = (name: string, index: number, series: Chart['series']): string =>
  series.findIndex((other) => other.name === name) === index ? name : `${name} (${index + 1})`;

const MOST_LETTERS = 32;
const shortened = (label: string): string => {
  const letters = Array.from(label.replaceAll(/\s+/g, ' '));
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : letters.join('');
};

const CONFIG = {
  aria: false,
  font: 'Inter',
  background: 'transparent',
  view: { stroke: null },
  axis: {
    labelFontSize: 8.5,
    titleFontSize: 8.5,
    titleFontWeight: 'normal',
    labelColor: COLOURS.ink,
    titleColor: COLOURS.quiet,
    domainColor: COLOURS.quiet,
    tickColor: COLOURS.rule,
    gridColor: '#e4e7ec',
    labelLimit: 190,
  },
  axisX: { grid: false },
  axisBand: { grid: false, ticks: false },
  legend: { labelFontSize: 8.5, labelColor: COLOURS.ink, symbolSize: 80, labelLimit: 160 },
  text: { fontSize: 8.5, color: COLOURS.ink },
  scale: { bandPaddingInner: 0.3, bandPaddingOuter: 0.15 },
};
