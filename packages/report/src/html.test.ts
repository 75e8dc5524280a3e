import fc from 'fast-check';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, Html } from './html.ts';

describe('html', () => {
  it('escapes every value, keeps what is HTML already, joins lists and drops undefined', () => {
    expect(html`<p title="${'"a"'}">${['<b>', new Html('<i>x</i>'), 3]}${undefined}</p>`.text).toBe(
      '<p title="&quot;a&quot;">&lt;b&gt;<i>x</i>3</p>',
    );
  });

  it('puts any text back as it was, as content and as an attribute, without adding an element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [element] = parseFragment(html`<p title="${text}">${text}</p>`.text).childNodes;
        const paragraph = element as DefaultTreeAdapterTypes.Element;
        const kept = text.replace(/[^\P{Cc}\t\n]/gu, '').replace(/[\uD800-\uDFFF]/gu, '\uFFFD');
        const shown = paragraph.childNodes
          .map((node) => ('value' in node ? node.value : `<${node.nodeName}>`))
          .join('');
        expect(shown.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')).toBe(kept);
        expect(paragraph.attrs[0]?.value.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')).toBe(kept);
      }),
    );
  });

  it('drops control characters', () => {
    expect(escapeHtml('a\u0000b\u001b[31m\n')).toBe('ab[31m\n');
  });
});
