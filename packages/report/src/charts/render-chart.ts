import type { TopLevelSpec } from 'vega-lite';
import { escapeHtml, Html } from '../html.ts';

/** Space around the plotting area, in pixels, for axes and labels. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A chart of fixed proportions that scales with its place on the page. */
export interface Chart {
  /** Vega-Lite without size, padding, background and configuration. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Of the whole picture, in pixels at which texts have their natural size. */
  readonly width: number;
  readonly height: number;
  readonly margins: Margins;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  readonly className?: string;
}

const fontSize = 12;

/** Colours are CSS variables of the page, so that one picture serves the light and the dark theme. */
const config = {
  aria: false,
  font: 'inherit',
  background: undefined,
  view: { stroke: null },
  axis: {
    labelColor: 'var(--muted)',
    titleColor: 'var(--muted)',
    gridColor: 'var(--grid)',
    domainColor: 'var(--rule)',
    tickColor: 'var(--rule)',
    labelFontSize: fontSize,
    titleFontSize: fontSize,
    titleFontWeight: 'normal',
    labelLimit: 0,
    titleLimit: 0,
    labelFont: 'inherit',
    titleFont: 'inherit',
  },
  text: { font: 'inherit', fontSize, color: 'var(--ink)' },
  legend: { disable: true },
};

/** Draws a chart as SVG that fits the width of its place; nothing in it needs a script. */
export async function renderChart(chart: Chart): Promise<Html> {
  // loaded when a chart is drawn: vega awaits at its top level, which `require` cannot
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { left, right, top, bottom } = chart.margins;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...chart.spec,
    width: chart.width - left - right,
    height: chart.height - top - bottom,
    padding: chart.margins,
    autosize: { type: 'none' },
    background: 'transparent',
    config,
  } as unknown as TopLevelSpec;
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return new Html(tidy(await view.toSVG(), chart));
  } finally {
    view.finalize();
  }
}

function tidy(svg: string, chart: Chart): string {
  const body = svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<rect [^>]*fill="transparent"[^>]*>(<\/rect>)?/, '')
    .replace(/ (font-family|aria-hidden|pointer-events|class|role|aria-roledescription)="[^"]*"/g, '')
    .replace(/ opacity="1"/g, '')
    .replace(
      /<path d="M0(\.5)?,0(\.5)?h[\d.]+v[\d.]+h-[\d.]+Z"><\/path>|<path d="M0(\.5)?,0(\.5)?h[\d.]+v[\d.]+h-[\d.]+Z"\/>/g,
      '',
    )
    .replace(/<path d=""[^>]*><\/path>|<path[^>]*display="none"[^>]*(\/>|><\/path>)/g, '')
    .replace(/<[^>]+>/g, (tag) => tag.replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))));
  const classes = chart.className === undefined ? 'chart' : `chart ${chart.className}`;
  return `<svg class="${classes}" viewBox="0 0 ${chart.width} ${chart.height}" style="max-width:${Math.round(chart.width * 1.25)}px" role="img" aria-label="${escapeHtml(chart.description)}">${body}`;
}
