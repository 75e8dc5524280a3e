import { defineCommand, defineGroup } from '../usage/define-command.ts';
import { json, quiet } from '../usage/options.ts';

const install = defineCommand({
  command: 'install',
  describe: 'Install the native TensorFlow engine into the cache (needs Python with pip and a C++ compiler)',
  builder: (parser) =>
    parser
      .option('from', { type: 'string', describe: 'The TensorFlow wheel already at hand (or its folder): no download' })
      .option('gpu', { type: 'boolean', default: false, describe: 'The CUDA build with the NVIDIA libraries' })
      .option('force', { type: 'boolean', default: false, describe: 'Build it anew although it is there' })
      .option('quiet', quiet)
      .option('json', json)
      .example('$0 engine install', '274 MB to fetch, 0.9 GB on disk')
      .example('$0 engine install --from ~/wheels', 'Without network'),
  handler: async (args) => {
    const { handleEngineInstall } = await import('../handlers/engine.ts');
    await handleEngineInstall(args);
  },
});

const status = defineCommand({
  command: 'status',
  describe: 'Say which engine is used, and why',
  builder: (parser) =>
    parser
      .option('json', json)
      .example('$0 engine status', 'Name, version, threads, reason')
      .example('TRUNKLINE_ENGINE=wasm $0 engine status', 'Force one: tensorflow, wasm or cpu'),
  handler: async (args) => {
    const { handleEngineStatus } = await import('../handlers/engine.ts');
    await handleEngineStatus(args);
  },
});

export const command = defineGroup(
  'engine',
  'Install the native tensor engine, or say which one is used',
  [install, status],
  [['$0 engine install', 'Once per machine']],
);
