import { meanInterval, pairedDifference, type MeanInterval, type PairedDifference } from '@trunkline/evaluation';
import type { Page } from './benchmark-page.ts';
import { bySeed, meanOf, type Case } from './cases.ts';
import { dotChart } from './dot-chart.ts';
import { counted, percent, points, table, withHalfWidth } from './words.ts';

/** Fine-tuning and LP-FT on one pair. */
interface Compared {
  readonly title: string;
  readonly isInDistribution: boolean;
  readonly fineTuned: number;
  readonly lpFt: number;
  readonly difference: PairedDifference;
}

/** `lp-ft.md`, over all benchmarks: LP-FT against fine-tuning everything at once, in and out of distribution. */
export async function lpFtPage(cases: readonly Case[]): Promise<readonly Page[]> {
  const compared = cases.flatMap(comparedIn);
  const within = compared.filter(({ isInDistribution }) => isInDistribution);
  const outside = compared.filter(({ isInDistribution }) => !isInDistribution);
  const picture = 'lp-ft.svg';
  const description = `Target accuracy of LP-FT minus that of fine-tuning at once on ${counted(compared.length, 'pair')}`;
  const text = [
    '# LP-FT against fine-tuning at once',
    'Kumar et al. (2022, arXiv 2202.10054) train the head first and everything from there (LP-FT) and report, over ten shifts, 1 point more than full fine-tuning in distribution and 10 points more out of it. Here: every pair of the benchmarks that has both rows. In distribution means tested on other pictures of the source; fine-tuning at once is `full-finetune`, or `source-only` where a row of that name is the same thing.',
    ...(compared.length === 0
      ? ['No pair with both rows is stored yet.']
      : [
          `**${verdict(within, outside)}**`,
          `![${description}](${picture})`,
          table(
            ['Pair', 'Tested', 'Fine-tuning at once:', 'LP-FT:', 'Difference:'],
            compared.map(({ title, isInDistribution, fineTuned, lpFt, difference }) => [
              title,
              isInDistribution ? 'in distribution' : 'out of it',
              percent(fineTuned),
              percent(lpFt),
              withHalfWidth(difference, points),
            ]),
          ),
          'Differences are paired over seeds, with their 95 % t-interval. Drawn by `npm run benchmark-pages`.',
        ]),
  ];
  const page = { file: 'lp-ft.md', text: `${text.join('\n\n')}\n` };
  if (compared.length === 0) return [page];
  const dots = compared.map(({ title, isInDistribution, difference: { mean, low, high } }) => ({
    label: title,
    group: isInDistribution ? 'in distribution' : 'out of distribution',
    value: 100 * mean,
    ...(low !== undefined && high !== undefined && { low: 100 * low, high: 100 * high }),
  }));
  const title = 'LP-FT minus fine-tuning at once, points of target accuracy';
  return [
    page,
    { file: picture, text: await dotChart({ dots, title, reference: { value: 0, text: '' }, description }) },
  ];
}

function comparedIn(one: Case): Compared[] {
  const find = (method: string) => one.rows.find(({ row, runs }) => row.method === method && runs.length > 0);
  const [fineTuned, lpFt] = [find('full-finetune') ?? find('source-only'), find('lp-ft')];
  if (!fineTuned || !lpFt) return [];
  const accuracies = (of: typeof lpFt): Record<string, number> => bySeed(of.runs, ({ accuracy }) => accuracy);
  const difference = pairedDifference(accuracies(lpFt), accuracies(fineTuned));
  if (!difference) return [];
  const mean = (of: typeof lpFt): number => meanOf(of.runs.map(({ accuracy }) => accuracy));
  const isInDistribution = one.source === one.target;
  return [{ title: one.title, isInDistribution, fineTuned: mean(fineTuned), lpFt: mean(lpFt), difference }];
}

function verdict(within: readonly Compared[], outside: readonly Compared[]): string {
  const over = (some: readonly Compared[]): MeanInterval =>
    meanInterval(Object.fromEntries(some.map(({ difference }, index) => [String(index), difference.mean])));
  const told = (some: readonly Compared[], where: string): string =>
    some.length === 0
      ? `No pair is stored ${where}.`
      : `${where === 'in distribution' ? 'In distribution' : 'Out of distribution'} LP-FT has ${withHalfWidth(over(some), points)} points against fine-tuning at once, on the mean of ${counted(some.length, 'pair')}.`;
  return [told(within, 'in distribution'), told(outside, 'out of distribution'), conclusion(over(outside))].join(' ');
}

function conclusion({ low, high }: MeanInterval): string {
  if (low === undefined || high === undefined) return 'That is too little to say anything of the paper’s claim.';
  if (low > 0) {
    return `A gain out of distribution is reproduced${high < 0.1 ? ', smaller than the paper’s 10 points' : ''}.`;
  }
  if (high < 0) return 'The paper’s gain out of distribution is contradicted: LP-FT is worse.';
  return high < 0.1
    ? 'A gain of 10 points out of distribution is contradicted here; a smaller one is neither shown nor excluded.'
    : 'The interval holds both 0 and the paper’s 10 points: nothing is decided.';
}
