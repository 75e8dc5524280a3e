import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));

/** Files that are read, parsed and bound once for all programs of these tests. */
const parsed = new Map<string, ts.SourceFile | undefined>();

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
  host.getSourceFile = (name, languageVersion) => {
    if (name === path) return ts.createSourceFile(name, text, languageVersion);
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, languageVersion));
    return parsed.get(name);
  };
  const program = ts.createProgram([path], options, host);
  const probe = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(probe), ...program.getSemanticDiagnostics(probe)].map((diagnostic) =>
    ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
  );
}

const validator = (reads: string, score: string, more = ''): string => `
  import { defineValidator } from '../validator.ts';
  export const probe = defineValidator({
    name: 'probe', paper: 'none', description: 'A probe.', better: 'higher', reads: [${reads}], score: ${score},${more}
  });`;

describe('types of validators', () => {
  it('accept a validator that reads what it says', () => {
    expect(typeErrors(validator(`'targetTrainLogits'`, '({ targetTrainLogits }) => targetTrainLogits.length'))).toEqual(
      [],
    );
  });

  it('refuse one that asks for target labels', () => {
    const errors = typeErrors(validator(`'targetTrainLogits', 'targetTrainLabels'`, '() => 0'));
    expect(errors.join('\n')).toMatch(/"targetTrainLabels"' is not assignable to type/);
  });

  it('refuse one that takes target labels without asking', () => {
    const errors = typeErrors(validator(`'targetTrainLogits'`, '({ targetTrainLabels }) => targetTrainLabels.length'));
    expect(errors.join('\n')).toMatch(/Property 'targetTrainLabels' does not exist/);
  });

  it('refuse one that takes what it does not say it reads', () => {
    const errors = typeErrors(validator(`'targetTrainLogits'`, '({ sourceTrainLabels }) => sourceTrainLabels.length'));
    expect(errors.join('\n')).toMatch(/Property 'sourceTrainLabels' does not exist/);
  });

  it('refuse one that reads held-out images and does not say what they must be', () => {
    const reads = `'heldOutEmbeddings'`;
    const score = '({ heldOutEmbeddings }) => heldOutEmbeddings.length';
    expect(typeErrors(validator(reads, score)).join('\n')).toMatch(/'heldOut' is missing/);
    expect(typeErrors(validator(reads, score, ` heldOut: 'source'`))).toEqual([]);
  });

  it('refuse one that says it of held-out images that it does not read', () => {
    const errors = typeErrors(validator(`'step'`, '({ step }) => step', ` heldOut: 'source'`));
    expect(errors.join('\n')).toMatch(/not assignable/);
  });
});
