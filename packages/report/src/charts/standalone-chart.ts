import { escapeHtml } from '../html.ts';
import { style } from '../style.ts';
import { renderChart, type Chart } from './render-chart.ts';

/** Colours of the light theme by their names in the page's style sheet. */
const colours = new Map(
  [...style.slice(0, style.indexOf('@media')).matchAll(/--([\w-]+): (#[0-9a-f]+)/g)].map(
    ([, name = '', value = '']) => [name, value],
  ),
);

/** A chart as an SVG file of its own, on a ground of its own: no page gives it colours, fonts or a size. */
export async function standaloneChart(chart: Chart): Promise<string> {
  const { text } = await renderChart(chart);
  const body = text
    .replace(/^<svg[^>]*>/, '')
    .replace(/var\(--([\w-]+)\)/g, (whole, name: string) => colours.get(name) ?? whole)
    .replace(/></g, '>\n<');
  const { width, height } = chart;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="${escapeHtml(chart.description)}">`,
    `<rect width="${width}" height="${height}" fill="${colours.get('surface') ?? '#fff'}"/>`,
    body,
    '',
  ].join('\n');
}
