/**
 * PACS (Li et al. 2017): the same seven classes as photographs, paintings and cartoons. Trunkline does not ship the
 * pictures; put them as `<domain>/<class>/*.jpg` in a folder and name it with PACS_FOLDER. Seeds draw the splits, so three
 * seeds are three splits.
 *
 * Expected: 7 minutes on two cores. Accuracy photo → photo 94 %, → art painting 50 %, → cartoon 29 % (docs/results.md).
 *
 * Command: `PACS_FOLDER=/data/pacs npx nx run experiments:pacs`
 * Another pair: `--set data.source.domain=cartoon`
 */
import { defineExperiment } from '@trunkline/training';

const folder = process.env['PACS_FOLDER'] ?? 'data/pacs';
const domain = (name: string) => ({ folder, layout: 'domain-folder' as const, domain: name });

export default defineExperiment({
  name: 'pacs',
  description: 'PACS: from photographs to photographs, paintings and cartoons, 112 px',
  data: {
    source: domain('photo'),
    targets: [domain('photo'), domain('art_painting'), domain('cartoon')],
    imageSize: 112,
  },
  trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16' },
  head: { kind: 'linear' },
  methods: ['linear-probe'],
  seeds: [0, 1, 2],
  training: {
    steps: 400,
    batchSize: 128,
    evaluateEvery: 100,
    optimiser: { name: 'adamw', learningRate: 0.001, weightDecay: 0.0001 },
    schedule: { name: 'cosine', warmupSteps: 20 },
  },
  selection: { validator: 'source-validation-accuracy' },
  validators: ['info-max', 'last'],
  smoke: {
    seeds: [0],
    data: { imageSize: 32, limits: { train: 70, validation: 35, test: 35 } },
    training: { steps: 2, batchSize: 16, evaluateEvery: 1 },
  },
});
