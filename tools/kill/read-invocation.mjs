// What an invocation left, as plain values that two of them can be compared by, and what is wrong with it by itself.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Depends on the clock or on the machine. */
const isClock = (place) => /(^|\/)(seconds|secondsPerStep|peakMemoryBytes)(\/|$)/.test(place);
const isOfOneRun = (place) => /^(invocation|startedAt|finishedAt|command|seconds|prefixSeconds)(\/|$)/.test(place);
const isUnequalKey = (key) => /^(time|system|cost)\//.test(key);

/** What the clock, the memory, the name of the invocation and its folder put into a report. */
const ofOneReport =
  /[\d.,]+\s(?:ms|s|min|h|[KMGT]?i?B)\b|\d{4}-\d\d-\d\d \d\d:\d\d UTC|\b\d{8}-\d{6}-[\da-f]{4}\b|(?<=trunkline run )\S+\//g;

/** Sentences on which row is the cheapest or the fastest, which the clock decides. */
const onFastest = /The cheapest, .+? it\.\s|\S+\sis also the fastest of them\.|Of these, .+? is the fastest \(.+?\)\./g;

const leftOver = /\.tmp$|\.partial$|\.lock(\.|$)|\.broken-|^step-\d+/;

/** `results`: values and digests by place. `prefixes`: images through frozen layers, by run. `points`: logged values. */
export async function readInvocation(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const left = names.filter((name) => leftOver.test(name.split('/').at(-1)));
  const results = new Map();
  const prefixes = new Map();
  for (const name of names.filter((one) => one.startsWith('runs/') && isFile(join(folder, one)))) {
    if (name.includes('/journal')) continue;
    const content = readFileSync(join(folder, name));
    if (!name.endsWith('/result.json')) {
      results.set(name, createHash('sha256').update(content).digest('hex'));
      continue;
    }
    for (const [place, value] of flat(JSON.parse(content))) {
      if (place === 'cost/prefixImagesComputed') prefixes.set(dirname(name), value);
      else if (!isClock(place)) results.set(`${name} ${place}`, value);
    }
  }
  const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  for (const [place, value] of flat(summary)) {
    if (!isOfOneRun(place) && !isClock(place)) results.set(`summary.json ${place}`, value);
  }
  for (const [place, line] of reportLines(folder)) results.set(place, line);
  const journals = readJournals(folder, names);
  const problems = [
    ...left.map((name) => `left over: ${name}`),
    ...(Date.parse(summary.finishedAt) < Date.parse(summary.startedAt) ? ['it ended before it began'] : []),
    ...journals.problems,
  ];
  return { results, prefixes, points: journals.points, problems };
}

/** The lines of the report by place; long ones, charts and pictures, as digests. */
function reportLines(folder) {
  // "1 min 5 s" is two times where "58 s" is one
  const text = readFileSync(join(folder, 'report.html'), 'utf8')
    .replaceAll(onFastest, '')
    .replaceAll(ofOneReport, '#')
    .replaceAll(/#( #)+/g, '#');
  return text
    .split('\n')
    .map((line, at) => [
      `report.html line ${at + 1}`,
      line.length > 160 ? createHash('sha256').update(line).digest('hex') : line.trim(),
    ]);
}

function readJournals(folder, names) {
  const points = new Map();
  const problems = [];
  let parent;
  for (const name of names.filter((one) => one.endsWith('journal.jsonl')).sort((a, b) => a.length - b.length)) {
    const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
    const records = lines.flatMap((line) => parse(line) ?? []);
    if (records.length < lines.length) problems.push(`${name}: ${lines.length - records.length} damaged lines`);
    const starts = records.filter(({ type }) => type === 'start');
    const ids = new Set(starts.map(({ run }) => run));
    if (ids.size !== 1) problems.push(`${name}: ${ids.size} runs instead of 1`);
    if (name === 'journal.jsonl') [parent] = ids;
    else if (starts.some((start) => start.parent !== parent)) problems.push(`${name}: another run stands above it`);
    if (records.findLast(({ type }) => type === 'end')?.status !== 'FINISHED') problems.push(`${name}: not finished`);
    for (const { type, step, metrics } of records) {
      for (const [key, value] of type === 'metrics' ? Object.entries(metrics) : []) {
        // the comparison is logged each time that an invocation ends: the last one counts
        const isComparison = name === 'journal.jsonl' && key.startsWith('test/');
        const place = isComparison ? `${name} ${key}` : `${name} ${key} ${step}`;
        if (points.has(place) && !isComparison) problems.push(`${place}: logged twice`);
        points.set(place, isUnequalKey(key) ? 'a number' : String(value));
      }
    }
  }
  return { points, problems };
}

function parse(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return undefined;
  }
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Nested values by place, as text. */
function flat(value, place = '') {
  if (typeof value !== 'object' || value === null) return [[place, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, one]) => flat(one, place === '' ? key : `${place}/${key}`));
}
