import { lexer, type Tokens } from 'marked';
import ts from 'typescript';

/** What a README shows first: a program, or commands where the package is one. */
export type Example = { readonly program: string } | { readonly commands: readonly string[] };

/** The first block of code of a page that is more than its installation. */
export function firstExample(page: string): Example {
  const blocks = lexer(page).filter((token): token is Tokens.Code => token.type === 'code');
  const program = blocks.find(({ lang }) => lang === 'ts' || lang === 'js');
  if (program) return { program: program.text };
  const commands = blocks.find(({ lang, text }) => lang === 'sh' && !text.includes('npm install'));
  if (!commands) throw new Error('The page shows no example.');
  return { commands: commands.text.split('\n').map((line) => line.split(/\s#/)[0] ?? '') };
}

/** A program in JavaScript, as an ES module. */
export function asModule(program: string): string {
  return withoutTypes(program, ts.ModuleKind.ESNext);
}

/** The same as CommonJS, which has no `await` outside of functions: what follows the imports is put into one. */
export function asCommonJs(program: string): string {
  const { statements } = ts.createSourceFile('example.ts', program, ts.ScriptTarget.ES2023);
  const end = Math.max(0, ...statements.filter(ts.isImportDeclaration).map((one) => one.end));
  const body = program.slice(end);
  return withoutTypes(`${program.slice(0, end)}\nvoid (async () => {${body}\n})();\n`, ts.ModuleKind.CommonJS);
}

function withoutTypes(program: string, module: ts.ModuleKind): string {
  return ts.transpileModule(program, { compilerOptions: { module, target: ts.ScriptTarget.ES2023 } }).outputText;
}
