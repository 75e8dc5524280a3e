// The page docs/errors.md: every code of an error or a notice with what is printed, read from the sources.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const wholeCode = /^TL_[A-Z0-9_]+$/;

/** Paths of all sources that ship, below the root of the workspace. */
function sourcesIn(root) {
  const rooms = [...readdirSync(join(root, 'packages')).map((room) => `packages/${room}/src`), 'apps/cli/src'];
  const below = (folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  return [...rooms.filter((folder) => !folder.includes('testkit')).flatMap(below), 'apps/cli/bin/trunkline.mjs'];
}

/** Every place that gives a code its message: `{ code, file, message, hint, exitStatus, notice }`, sorted. */
export function findErrors(files) {
  const sources = files.map(({ path, text }) => ({
    path,
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
  }));
  const makers = new Map(sources.flatMap(({ tree }) => makersIn(tree)));
  const found = sources.flatMap(({ path, tree }) => {
    const places = [];
    const visit = (node) => {
      for (const place of placesOf(node, makers)) places.push({ file: path, ...place });
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return places;
  });
  return withoutDoubles(found).sort((one, other) => order(one, other, 'code', 'file', 'message'));
}

function order(one, other, ...keys) {
  const key = keys.find((name) => one[name] !== other[name]);
  return key === undefined ? 0 : one[key] < other[key] ? -1 : 1;
}

function withoutDoubles(places) {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

const isErrorMade = (node) => ts.isNewExpression(node) && node.expression.getText() === 'TrunklineError';

/** Functions that make an error of a code they are given: their name, with the error in them. */
function makersIn(tree) {
  const makers = [];
  const visit = (node, name) => {
    const own = ts.isFunctionDeclaration(node) && node.name ? node.name.text : name;
    if (isErrorMade(node) && ts.isIdentifier(node.arguments[0]) && own) makers.push([own, node]);
    ts.forEachChild(node, (child) => visit(child, own));
  };
  visit(tree, undefined);
  return makers;
}

/** What is printed with the code that `node` is, if it is one and is thrown or printed there: several where a function of
 * the file is given the whole message. */
function placesOf(node, makers) {
  if (ts.isTemplateHead(node) || ts.isStringLiteralLike(node)) {
    const line = /^(TL_[A-Z0-9_]+): /.exec(node.text);
    if (line) return [{ code: line[1], notice: true, message: textOf(whole(node)).slice(line[0].length) }];
    const printed = /^error: .*\[TL_/.test(node.text)
      ? /^error: (.*) \[(TL_\w+)\]\n→ (.*)\n$/.exec(textOf(whole(node)))
      : null;
    if (printed) return [{ code: printed[2], message: printed[1], hint: printed[3], exitStatus: '1' }];
  }
  if (!ts.isStringLiteral(node) || !wholeCode.test(node.text)) return [];
  const code = node.text;
  let value = node;
  while (ts.isConditionalExpression(value.parent) && value !== value.parent.condition) value = value.parent;
  const { parent } = value;
  if (isErrorMade(parent)) return waysToCall(parent).map((known) => ({ code, ...printedBy(parent, known) }));
  if (ts.isCallExpression(parent)) {
    const name = nameOf(parent.expression);
    const next = parent.arguments[parent.arguments.indexOf(value) + 1];
    if (/notice/i.test(name) && next) return [{ code, notice: true, message: textOf(next) }];
    return makers.has(name) ? [{ code, ...printedBy(makers.get(name)) }] : [];
  }
  if (ts.isParameter(parent)) {
    const name = parent.parent.name?.text;
    return makers.has(name) ? [{ code, ...printedBy(makers.get(name)) }] : [];
  }
  if (ts.isPropertyAssignment(parent) && parent.name.getText() === 'code') {
    const fields = fieldsOf(parent.parent);
    const call = parent.parent.parent;
    if (ts.isCallExpression(call) && makers.has(nameOf(call.expression))) {
      return [{ code, ...printedBy(makers.get(nameOf(call.expression)), fields) }];
    }
    return fields.message ? [{ code, message: textOf(fields.message), ...rest(fields) }] : [];
  }
  return [];
}

/** What the parameters are given in each call of the function that takes the message of this error, or one unknown way. */
function waysToCall(made) {
  const message = made.arguments[1];
  let owner = made.parent;
  while (owner && !ts.isFunctionDeclaration(owner)) owner = owner.parent;
  if (!owner || !/^‹\w+›\.?$/.test(textOf(message))) return [{}];
  const ways = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === owner.name?.text) {
      const given = owner.parameters.map(({ name, initializer }, place) => [
        name.getText(),
        node.arguments[place] ?? initializer,
      ]);
      ways.push(Object.fromEntries(given.filter(([, value]) => value)));
    }
    ts.forEachChild(node, visit);
  };
  visit(made.getSourceFile());
  return ways.length > 0 ? ways : [{}];
}

function whole(node) {
  let top = ts.isTemplateHead(node) ? node.parent : node;
  while (ts.isBinaryExpression(top.parent)) top = top.parent;
  return top;
}

function fieldsOf(object) {
  const pairs = (object?.properties ?? []).flatMap((property) => {
    if (ts.isPropertyAssignment(property)) return [[property.name.getText(), property.initializer]];
    return ts.isShorthandPropertyAssignment(property) ? [[property.name.getText(), property.name]] : [];
  });
  return Object.fromEntries(pairs);
}

function printedBy(made, known = {}) {
  const [, message, options] = made.arguments;
  const object = options && ts.isObjectLiteralExpression(options) ? options : undefined;
  return { message: textOf(message, known), ...rest(fieldsOf(object), known) };
}

function rest({ hint, exitStatus }, known = {}) {
  return {
    ...(hint && { hint: textOf(hint, known) }),
    exitStatus: exitStatus ? exitStatus.getText() : '1',
  };
}

function nameOf(expression) {
  if (ts.isIdentifier(expression) || ts.isPrivateIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

/** A text as it is printed; what is put in at run time stands as ‹name›. */
function textOf(node, known = {}) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return textOf(node.expression, known);
  if (ts.isTemplateExpression(node)) {
    return (
      node.head.text + node.templateSpans.map((span) => textOf(span.expression, known) + span.literal.text).join('')
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textOf(node.left, known) + textOf(node.right, known);
  }
  if (ts.isConditionalExpression(node)) {
    const ways = [textOf(node.whenTrue, known), textOf(node.whenFalse, known)].filter(
      (way) => !['', '‹undefined›'].includes(way),
    );
    return ways.length === 1 && ways[0] === '' ? '' : ways.length > 1 ? `{${ways.join(' | ')}}` : `[${ways[0]}]`;
  }
  if (ts.isIdentifier(node)) {
    if (known[node.text]) return textOf(known[node.text]);
    const constant = constantAt(node, node.text);
    return constant === undefined ? `‹${node.text}›` : textOf(constant, known);
  }
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    const about = ts.isPropertyAccessExpression(expression) ? expression.expression : node.arguments[0];
    if (about && isWritten(about)) return textOf(about, known);
  }
  return `‹${subject(node)}›`;
}

/** The text that a constant of this name holds where `node` stands, if it is written out. */
function constantAt(node, name) {
  for (let scope = node.parent; scope; scope = scope.parent) {
    for (const statement of scope.statements ?? []) {
      if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) continue;
      const one = statement.declarationList.declarations.find((declaration) => declaration.name.getText() === name);
      if (one) return one.initializer && isWritten(one.initializer) ? one.initializer : undefined;
    }
    if (scope.parameters?.some((parameter) => parameter.name.getText() === name)) return undefined;
  }
  return undefined;
}

function isWritten(node) {
  if (ts.isConditionalExpression(node)) return isWritten(node.whenTrue) || isWritten(node.whenFalse);
  if (ts.isBinaryExpression(node)) return isWritten(node.left);
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** What an expression is about, in one word. */
function subject(node) {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node))
    return ['length', 'size'].includes(node.name.text) ? 'count' : node.name.text;
  if (ts.isElementAccessExpression(node)) return subject(node.expression);
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    const isHelper = ts.isIdentifier(expression) || /^(JSON|Math|Object)\./.test(expression.getText());
    const about = isHelper ? node.arguments[0] : expression.expression;
    return about ? subject(about) : nameOf(expression);
  }
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return subject(node.expression);
  }
  if (ts.isBinaryExpression(node)) return subject(node.left);
  if (ts.isArrayLiteralExpression(node) || ts.isSpreadElement(node))
    return subject(node.elements?.[0] ?? node.expression);
  return '…';
}

/** {@link findErrors} in all sources that ship. */
export function errorsOfWorkspace(root) {
  return findErrors(sourcesIn(root).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
}

/** The page, in the order of the codes. */
export function errorReference(root, found = errorsOfWorkspace(root)) {
  const codes = [...new Set(found.map(({ code }) => code))];
  const sections = codes.flatMap((code) => {
    const places = found.filter((place) => place.code === code);
    return [`## ${code}`, ...[...new Set(places.map(({ file }) => file))].map((file) => fileText(file, places))];
  });
  return `${[...introduction(codes.length), ...sections].join('\n\n')}\n`;
}

const introduction = (count) => [
  '# Errors and notices',
  `All ${count} codes, read from the sources by \`npm run generate\`; a test says when this page is out of date.`,
  'An error says what was given and what was expected, then, behind the arrow, what to do next. ‹name› stands for what is ' +
    'put in, {one | other} for one of them, [words] for words that may be left out. A notice is a line on standard error; ' +
    'the work goes on. [decisions/0071](decisions/0071-errors-of-the-command-line.md) says where errors are printed and ' +
    'what the exit statuses mean.',
];

function fileText(file, places) {
  const own = places.filter((place) => place.file === file);
  const kinds = [...new Set(own.map(({ notice, exitStatus }) => (notice ? 'notice' : statusText(exitStatus))))];
  const texts = own.map(({ message, hint }) => [message, ...(hint ? [`→ ${hint}`] : [])].join('\n'));
  return `[${file}](../${file}), ${kinds.join(', ')}:\n\n\`\`\`text\n${[...new Set(texts)].join('\n\n')}\n\`\`\``;
}

const statusText = (status) => (/^\d$/.test(status) ? `exit status ${status}` : 'exit status as the case is');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  writeFileSync(join(root, 'docs', 'errors.md'), errorReference(root));
}
