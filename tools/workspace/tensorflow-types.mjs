// Writes packages/engine/types/tensorflow.d.ts: the types of TensorFlow.js' core in one file that stands alone.
// Its own declarations name types of browsers that they do not bring along, and fail a strict check: whoever imports
// them has to set skipLibCheck. Run it again when the version of TensorFlow.js changes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { root } from './steps.mjs';

const core = join(root, 'node_modules', '@tensorflow', 'tfjs-core');
const target = join(root, 'packages', 'engine', 'types', 'tensorflow.d.ts');
/** For browsers, for tests of TensorFlow.js itself, or for its backends: nothing a program in Node calls. */
const leftOut = new Set(['browser', 'io', 'test_util', 'kernel_impls', 'device_util', 'nextFrame']);

const clean = (symbol, checker) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
const isOurs = (declaration) => declaration.getSourceFile().fileName.startsWith(core);
const isStandard = (declaration) => /\/lib\.(es|decorators)[^/]*\.d\.ts$/.test(declaration.getSourceFile().fileName);

/** Top-level declarations only: parameters, members and type parameters keep their names. */
function isTopLevel(declaration) {
  const owner = ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent;
  return ts.isSourceFile(owner) || (ts.isModuleBlock(owner) && ts.isStringLiteral(owner.parent.name));
}

class Flattener {
  #checker;
  #names = new Map();
  #taken = new Set();
  #queue = [];
  #strangers = new Set();

  constructor(checker) {
    this.#checker = checker;
  }

  /** The name of this symbol in the file, which is asked for with it. */
  nameOf(symbol, prefix = '') {
    const known = this.#names.get(symbol);
    if (known) return known;
    const wanted = `${prefix}${symbol.name}`;
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${wanted}${count}`;
    this.#taken.add(name);
    this.#names.set(symbol, name);
    this.#queue.push(symbol);
    return name;
  }

  /** The declarations of all symbols asked for, until none asks for another. */
  declarations() {
    const written = [];
    for (let symbol = this.#queue.shift(); symbol; symbol = this.#queue.shift()) {
      const statements = symbol.declarations
        .filter(isOurs)
        .map((one) => (ts.isVariableDeclaration(one) ? one.parent.parent : one));
      for (const statement of new Set(statements)) written.push(this.#write(statement));
    }
    return [...[...this.#strangers].sort().map((name) => `interface ${name} {}`), ...written];
  }

  #write(statement) {
    const visit = (node) => this.#replaced(node) ?? ts.visitEachChild(node, visit, undefined);
    const copy = ts.visitEachChild(statement, visit, undefined);
    const text = ts.createPrinter({ removeComments: true }).printNode(4, copy, statement.getSourceFile());
    const bare = text.replace(/^(export |default |declare )+/, '');
    return /^(interface|type) /.test(bare) ? bare : `declare ${bare}`;
  }

  /** What stands for a reference to another declaration; undefined for everything else. */
  #replaced(node) {
    if (ts.isImportTypeNode(node) && node.qualifier) {
      const name = this.#reference(ts.isQualifiedName(node.qualifier) ? node.qualifier.right : node.qualifier);
      const args = node.typeArguments?.map((one) => this.#replaced(one) ?? one);
      return node.isTypeOf
        ? ts.factory.createTypeQueryNode(ts.factory.createIdentifier(name))
        : ts.factory.createTypeReferenceNode(name, args);
    }
    if (ts.isQualifiedName(node) && this.#isModule(node.left)) {
      return ts.factory.createIdentifier(this.#reference(node.right));
    }
    if (!ts.isIdentifier(node)) return undefined;
    const name = this.#reference(node);
    return name === node.text ? undefined : ts.factory.createIdentifier(name);
  }

  #isModule(name) {
    const symbol = this.#checker.getSymbolAtLocation(name);
    return Boolean(symbol && clean(symbol, this.#checker).flags & ts.SymbolFlags.ValueModule);
  }

  /** The name here of what this identifier means; what no file declares gets an empty stand-in. */
  #reference(identifier) {
    const found = this.#checker.getSymbolAtLocation(identifier);
    const symbol = found && clean(found, this.#checker);
    const declaration = symbol?.declarations?.[0];
    if (declaration && isOurs(declaration)) return isTopLevel(declaration) ? this.nameOf(symbol) : identifier.text;
    const isStranger = declaration ? !isStandard(declaration) : ts.isTypeReferenceNode(identifier.parent);
    if (isStranger) this.#strangers.add(identifier.text);
    return identifier.text;
  }
}

/** The text of the file for the TensorFlow.js that is installed. */
export function tensorflowTypes() {
  const roots = [join(core, 'dist', 'base.d.ts'), join(core, 'dist/public/chained_ops/register_all_chained_ops.d.ts')];
  const program = ts.createProgram(roots, { strict: true, types: [], lib: ['lib.es2023.d.ts'], skipLibCheck: true });
  const checker = program.getTypeChecker();
  const flattener = new Flattener(checker);
  const exported = (module) =>
    checker.getExportsOfModule(module).map((symbol) => [symbol.name, clean(symbol, checker)]);
  const base = checker.getSymbolAtLocation(program.getSourceFile(roots[0]));
  const spaces = [];
  const lines = [];
  for (const [name, symbol] of exported(base)) {
    if (leftOut.has(name)) continue;
    if (symbol.flags & ts.SymbolFlags.ValueModule) spaces.push([name, symbol]);
    else lines.push(flattener.nameOf(symbol) === name ? name : `${flattener.nameOf(symbol)} as ${name}`);
  }
  const namespaces = spaces.map(([space, symbol]) => {
    const members = exported(symbol)
      .filter(([, one]) => !(one.flags & ts.SymbolFlags.ValueModule))
      .map(([name, one]) => `${flattener.nameOf(one, `${space}_`)} as ${name}`);
    return `declare namespace ${space} {\n  export { ${members.join(', ')} };\n}`;
  });
  const { version } = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8'));
  return [
    `// Written by tools/workspace/tensorflow-types.mjs from the declarations of @tensorflow/tfjs-core ${version}:`,
    '// Copyright Google LLC, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0). Flattened, without comments.',
    ...flattener.declarations(),
    ...namespaces,
    `export { ${[...lines, ...spaces.map(([name]) => name)].join(', ')} };`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = tensorflowTypes();
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    writeFileSync(target, text);
    console.log('written: packages/engine/types/tensorflow.d.ts');
  }
}
