import type { MethodDefinition } from '@trunkline/methods';
import { optionRows } from '../output/option-rows.ts';
import { costText, methodFacts, optionsOf } from './method-facts.ts';

/** What comparing a method with another implementation of it gave. */
export interface Peer {
  /** Name and version of the implementation. */
  readonly peer: string;
  /** How well the two agree, on what. */
  readonly agreement: string;
}

/** Comparisons by the method's name. */
export type Peers = Readonly<Record<string, Peer | readonly Peer[]>>;

const origin = 'Made from the definitions by `npm run generate`; a test says when it is out of date.';

/** The pages of `docs/methods` by file name: one a method, an index, and the table of departures. */
export function methodPages(methods: readonly MethodDefinition[], peers: Peers): Readonly<Record<string, string>> {
  return {
    'README.md': indexPage(methods),
    'departures.md': departuresPage(methods, peers),
    ...Object.fromEntries(methods.map((method) => [`${method.name}.md`, methodPage(method, peers)])),
  };
}

function methodPage(method: MethodDefinition, peers: Peers): string {
  const facts = methodFacts(method);
  const { schema, example } = optionsOf(method);
  const rows = optionRows(schema);
  return page([
    `# ${facts.name}`,
    facts.description,
    facts.helps,
    table(
      ['', ''],
      [
        ['family', facts.family + (facts.role === 'contestant' ? '' : ` (${facts.role})`)],
        ['paper', facts.paper],
        ['needs', facts.needs.join(', ')],
        ['cost', costText(facts)],
        ['compared with', peerText(facts.name, peers)],
        ...(facts.addable ? [['can be added', 'its term joins the loss of other methods: `add`']] : []),
      ],
    ),
    '## Departures',
    facts.departures.length === 0 ? 'None that is known.' : facts.departures.map((one) => `- ${one}`).join('\n'),
    '## Options',
    rows.length === 0
      ? 'It has none.'
      : table(
          ['option', 'values', 'default', 'meaning'],
          rows.map(({ option, values, default: otherwise, description }) => [
            `\`${option}\``,
            values,
            otherwise === '-' ? '' : `\`${otherwise}\``,
            description,
          ]),
        ),
    `In an experiment: \`${example}\`.`,
    origin,
  ]);
}

function indexPage(methods: readonly MethodDefinition[]): string {
  const all = methods.map(methodFacts);
  const families = [...new Set(all.map(({ family }) => family))];
  return page([
    '# Methods',
    `All ${all.length}, by family. [departures.md](departures.md) says how each differs from its paper. The cost is the processor time of a step, the mean over stages of equal length, as a multiple of source-only's with as many source domains: measured by \`npm run method-costs\` on one small trunk, to about a fifth. ${origin}`,
    ...families.flatMap((family) => [
      `## ${family}`,
      table(
        ['method', 'needs', 'cost', 'when it helps'],
        all
          .filter((one) => one.family === family)
          .map(({ name, needs, cost, helps }) => [
            `[${name}](${name}.md)`,
            needs.join(', '),
            cost === undefined ? 'not measured' : cost.toFixed(1),
            helps,
          ]),
      ),
    ]),
  ]);
}

function departuresPage(methods: readonly MethodDefinition[], peers: Peers): string {
  return page([
    '# Departures',
    `How each method differs from its paper or from published implementations, and how well it agrees with another implementation. ${origin}`,
    table(
      ['method', 'paper', 'departures', 'compared with, and agreement'],
      methods.map(({ name, paper, departures }) => [
        `[${name}](${name}.md)`,
        paper,
        departures.join('; ') || 'none that is known',
        peerText(name, peers),
      ]),
    ),
  ]);
}

function peerText(name: string, peers: Peers): string {
  const found = peers[name];
  const listed: readonly Peer[] = found === undefined ? [] : 'peer' in found ? [found] : found;
  return listed.map(({ peer, agreement }) => `${peer}: ${agreement}`).join('; ') || 'not yet compared';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function page(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
