import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));

/** Messages of the type checker about a file with this text, placed beside the validators. */
function typeErrors(text: string): string[] {
  const path = join(folder, 'validators', 'probe-of-types.ts');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@trunkline/source'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, languageVersion) =>
    name === path ? ts.createSourceFile(name, text, languageVersion) : getSourceFile(name, languageVersion);
  const program = ts.createProgram([path], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

const validator = (reads: string, score: string): string => `
  import { defineValidator } from '../validator.ts';
  export const probe = defineValidator({
    name: 'probe', paper: 'none', description: 'A probe.', better: 'higher', reads: [${reads}], score: ${score},
  });`;

describe('types of validators', () => {
  it('accept a validator that reads what it says', () => {
    expect(typeErrors(validator(`'targetLogits'`, '({ targetLogits }) => targetLogits.length'))).toEqual([]);
  });

  it('refuse one that asks for target labels', () => {
    const errors = typeErrors(validator(`'targetLogits', 'targetLabels'`, '() => 0'));
    expect(errors.join('\n')).toMatch(/"targetLabels"' is not assignable to type/);
  });

  it('refuse one that takes target labels without asking', () => {
    const errors = typeErrors(validator(`'targetLogits'`, '({ targetLabels }) => targetLabels.length'));
    expect(errors.join('\n')).toMatch(/Property 'targetLabels' does not exist/);
  });

  it('refuse one that takes what it does not say it reads', () => {
    const errors = typeErrors(validator(`'targetLogits'`, '({ sourceTrainLabels }) => sourceTrainLabels.length'));
    expect(errors.join('\n')).toMatch(/Property 'sourceTrainLabels' does not exist/);
  });
});
