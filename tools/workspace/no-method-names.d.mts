import type { Rule } from 'eslint';

export function noMethodNames(names: readonly string[]): Rule.RuleModule;
