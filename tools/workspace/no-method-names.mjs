// An ESLint rule: shared code never asks which method it runs, so a method's name stands in its own file only.
import { basename } from 'node:path';

/** The rule for these names. A file that has such a name itself (a validator, say) may call itself so. */
export function noMethodNames(names) {
  const known = new Set(names);
  return {
    meta: {
      type: 'problem',
      schema: [],
      messages: {
        named:
          "'{{name}}' is the name of a method: ask for what the method declares (its role, what it sees), so that the next method needs no change here.",
      },
    },
    create(context) {
      const own = basename(context.filename).replace(/\.[cm]?[jt]s$/, '');
      const check = (node, text) => {
        if (known.has(text) && text !== own) context.report({ node, messageId: 'named', data: { name: text } });
      };
      return {
        Literal: (node) => check(node, node.value),
        TemplateElement: (node) => check(node, node.value.cooked),
      };
    },
  };
}
