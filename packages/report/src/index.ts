export type { Chart, Margins } from './charts/render-chart.ts';
export { standaloneChart } from './charts/standalone-chart.ts';
export { compareFolders, compareSummaries, type CompareFormat } from './comparison/compare-summaries.ts';
export { comparisonCsv } from './comparison/comparison-csv.ts';
export { comparisonMarkdown } from './comparison/comparison-markdown.ts';
export { comparisonTable, type TableOptions } from './comparison/comparison-table.ts';
export { readSummary } from './read-run-folder.ts';
export { writeReport } from './write-report.ts';
