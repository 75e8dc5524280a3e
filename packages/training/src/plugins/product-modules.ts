import * as backbone from '@trunkline/backbone';
import * as data from '@trunkline/data';
import * as engine from '@trunkline/engine';
import * as evaluation from '@trunkline/evaluation';
import * as heads from '@trunkline/heads';
import * as methods from '@trunkline/methods';
import * as system from '@trunkline/system';
import * as zod from 'zod';

/**
 * What a plugin gets when it imports these names: the modules that run, whatever is installed where the plugin lies. A
 * second copy would have registries and an engine of its own, and what it defined there nobody here would find.
 */
export const productModules: Readonly<Record<string, unknown>> = {
  '@trunkline/backbone': backbone,
  '@trunkline/data': data,
  '@trunkline/engine': engine,
  '@trunkline/evaluation': evaluation,
  '@trunkline/heads': heads,
  '@trunkline/methods': methods,
  '@trunkline/system': system,
  zod,
};
