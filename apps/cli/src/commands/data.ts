import { defineCommand, defineGroup } from '../usage/define-command.ts';
import { encoding, json, layout, quiet } from '../usage/options.ts';

const list = defineCommand({
  command: 'list',
  describe: 'List the data sets that are built in',
  builder: (parser) =>
    parser.option('json', json).example('$0 data list', 'Name, classes, domains, counts, licence, and what is here'),
  handler: async (args) => {
    const { handleDataList } = await import('../handlers/data.ts');
    await handleDataList(args);
  },
});

const prepare = defineCommand({
  command: 'prepare <names..>',
  describe: 'Fetch or build data sets into the cache and check them',
  builder: (parser) =>
    parser
      .positional('names', { type: 'string', array: true, demandOption: true, describe: 'Names of data sets' })
      .option('quiet', quiet)
      .option('json', json)
      .example('$0 data prepare mnist mnist-m', 'What the quickstart needs'),
  handler: async (args) => {
    const { handleDataPrepare } = await import('../handlers/data.ts');
    await handleDataPrepare(args);
  },
});

const inspect = defineCommand({
  command: 'inspect <data>',
  describe: 'Show classes, counts and digest of a data set, a folder of pictures or a CSV manifest',
  builder: (parser) =>
    parser
      .positional('data', { type: 'string', demandOption: true, describe: 'A data set, an image folder, or a .csv' })
      .option('layout', layout)
      .option('domain', { type: 'string', describe: 'One of several domains; default: a line on each' })
      .option('encoding', encoding)
      .option('root', { type: 'string', describe: 'Folder the paths of a CSV manifest start at; default: its own' })
      .option('skip-corrupt', { type: 'boolean', default: false, describe: 'Leave out pictures that cannot be read' })
      .option('parts', {
        type: 'boolean',
        default: true,
        describe: 'Folders named train, val, test are parts of the set; --no-parts: they are classes',
      })
      .option('follow-links', { type: 'boolean', default: false, describe: 'Follow links that lead out of the folder' })
      .option('against', { type: 'string', describe: 'Other data: how many pictures are also in it, by content' })
      .option('json', json)
      .example('$0 data inspect street/ --against studio/', 'Do two folders share pictures?')
      .example('$0 data inspect pictures/', 'Is my folder understood?')
      .example('$0 data inspect office31 --layout domain-folder --domain amazon', 'One domain of several'),
  handler: async (args) => {
    const { handleDataInspect } = await import('../handlers/data.ts');
    await handleDataInspect(args);
  },
});

export const command = defineGroup(
  'data',
  'List, prepare and inspect data sets',
  [list, prepare, inspect],
  [['$0 data list', 'What is built in']],
);
