/** The page's style sheet: light and dark, phone, desk and paper, without a font or a picture from elsewhere. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --surface: #ffffff; --ink: #17212c; --muted: #56616e; --rule: #c3cad2; --grid: #e6e9ed;
  --accent: #0b5fc0; --baseline: #6a7480; --oracle: #b4520a; --good: #11683a; --bad: #a3262a; --heat-most: 0.6;
  --class-0: #332288; --class-1: #117733; --class-2: #c4455f; --class-3: #007fa8; --class-4: #7d7d1c;
  --class-5: #882255; --class-6: #1f8a7a; --class-7: #a9820f; --class-8: #aa4499; --class-9: #5c5c5c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1319; --surface: #151c24; --ink: #e5eaf0; --muted: #a0acb9; --rule: #46525f; --grid: #27303a;
    --accent: #6fb1fb; --baseline: #97a2ae; --oracle: #f0a05c; --good: #63cf92; --bad: #f58b8b; --heat-most: 0.45;
    --class-0: #9c90f0; --class-1: #53c27b; --class-2: #f38ba0; --class-3: #5cc4ee; --class-4: #cbca57;
    --class-5: #e679a6; --class-6: #5fd0bc; --class-7: #edcf70; --class-8: #de90d4; --class-9: #b8b8b8;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--surface); padding: 8px 12px; z-index: 3; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 clamp(16px, 3.5vw, 40px); }
header { padding-top: clamp(24px, 4vw, 48px); }
h1 { font-size: clamp(26px, 4vw, 38px); line-height: 1.15; letter-spacing: -0.015em; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 25px; line-height: 1.2; letter-spacing: -0.01em; margin: 56px 0 8px; padding-top: 20px; border-top: 2px solid var(--ink); }
h3 { font-size: 19px; line-height: 1.3; margin: 40px 0 6px; }
h4 { font-size: 15px; margin: 20px 0 4px; }
p { max-width: 78ch; margin: 8px 0; }
.lead { font-size: 18px; color: var(--muted); }
.meta { display: flex; flex-wrap: wrap; gap: 4px 20px; color: var(--muted); font-size: 14px; padding: 0; margin: 14px 0 0; list-style: none; }
nav ul { display: flex; flex-wrap: wrap; gap: 6px 18px; padding: 0; margin: 18px 0 0; list-style: none; font-size: 15px; }
a { color: var(--accent); text-underline-offset: 3px; }
.banner { border-left: 4px solid var(--bad); background: var(--surface); padding: 10px 14px; margin: 16px 0 0; max-width: none; }
.answer { background: var(--surface); border: 1px solid var(--grid); border-left: 5px solid var(--baseline); border-radius: 6px; padding: 18px clamp(16px, 2.5vw, 28px) 14px; margin: 20px 0 0; }
.answer-gain { border-left-color: var(--good); }
.answer-loss { border-left-color: var(--bad); }
.kicker { margin: 0; font-size: 14px; color: var(--muted); }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 3px; padding: 0 7px; margin-right: 8px; font-weight: 600; color: var(--ink); }
.answer-gain .badge { color: var(--good); }
.answer-loss .badge { color: var(--bad); }
.headline { font-size: clamp(19px, 2.3vw, 24px); line-height: 1.3; font-weight: 600; margin: 8px 0 14px; max-width: 60ch; text-wrap: pretty; }
.answer dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); gap: 12px 32px; margin: 0; }
.answer dt { font-weight: 600; font-size: 15px; }
.answer dd { margin: 2px 0 0; font-size: 15px; color: var(--ink); }
.caveats { margin: 14px 0 0; padding: 10px 0 0 18px; border-top: 1px solid var(--grid); font-size: 14px; color: var(--muted); }
.scroll { overflow-x: auto; margin: 14px 0 22px; background: var(--surface); border: 1px solid var(--grid); border-radius: 6px; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.scroll caption { position: sticky; left: 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
.scroll table { width: 100%; }
caption { text-align: left; padding: 10px 14px 6px; color: var(--muted); font-size: 14px; max-width: min(86ch, calc(100vw - 40px)); }
.scroll th, .scroll td { padding: 7px 14px; text-align: left; vertical-align: top; border-top: 1px solid var(--grid); }
.scroll thead th { vertical-align: bottom; font-weight: 600; font-size: 13px; line-height: 1.3; color: var(--muted); min-width: 74px; }
.scroll tbody th { font-weight: 600; white-space: nowrap; position: sticky; left: 0; background: var(--surface); z-index: 1; }
.scroll thead th:first-child { position: sticky; left: 0; background: var(--surface); z-index: 2; }
.scroll td:not(.number) { min-width: 130px; }
.scroll .number { text-align: right; white-space: nowrap; }
.scroll thead th.number { white-space: normal; }
.scroll .number small { white-space: nowrap; }
.scroll small { display: block; white-space: normal; color: var(--muted); font-weight: 400; font-size: 12.5px; }
.scroll tr.baseline > *, .scroll tr.baseline > th { background: color-mix(in srgb, var(--baseline) 9%, var(--surface)); }
.scroll tr.oracle > *, .scroll tr.oracle > th { background: color-mix(in srgb, var(--oracle) 8%, var(--surface)); }
abbr { text-decoration: underline dotted; text-underline-offset: 3px; }
strong { font-weight: 700; }
.noise, .clear { font-size: 12px; color: var(--muted); border: 1px solid var(--rule); border-radius: 3px; padding: 0 4px; }
.clear { color: var(--ink); font-weight: 600; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 14px; line-height: 1.4; color: var(--ink); margin-bottom: 6px; }
figcaption small { color: var(--muted); font-size: 13px; }
.chart { display: block; width: 100%; height: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 20px; }
.plots figure, .multiples figure { background: var(--surface); border: 1px solid var(--grid); border-radius: 6px; padding: 12px; }
.multiples figcaption { font-weight: 600; }
.multiples figcaption small { display: block; font-weight: 400; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(214px, 1fr)); gap: 12px; margin: 10px 0 20px; }
.panels { grid-template-columns: repeat(auto-fit, minmax(min(100%, 214px), 1fr)); } .panels figure { max-width: 560px; } .panels .chart { max-width: none !important; }
.narrow { display: none; }
@media (max-width: 600px) { .narrow { display: block; } .wide { display: none; } }
.matrices { --least: calc(var(--classes) * 21px + var(--name) * 7px + 36px); display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(330px, var(--least))), 1fr)); gap: 14px; margin: 10px 0 20px; align-items: start; }
.frame { min-width: 0; overflow-x: auto; background: var(--surface); border: 1px solid var(--grid); border-radius: 6px; }
.frame:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.matrix { width: 100%; min-width: var(--least); table-layout: fixed; font-size: 11.5px; border-collapse: separate; border-spacing: 1px; padding: 0 8px 8px; }
.matrix caption { color: var(--ink); font-weight: 600; padding: 8px 10px 4px; max-width: none; }
.matrix th { font-weight: 500; color: var(--muted); padding: 2px 1px; text-align: center; white-space: nowrap; }
.matrix th.turned { vertical-align: bottom; } .matrix th.turned span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); line-height: 1.2; }
.matrix thead td { width: calc(var(--name) * 7px + 8px); } .matrix tbody th { text-align: right; padding-right: 4px; position: sticky; left: 0; background: var(--surface); }
.matrix td { text-align: center; padding: 3px 0; height: 25px; }
.matrix td.right { background: color-mix(in srgb, var(--accent) calc(var(--heat) * var(--heat-most)), var(--grid)); }
.matrix td.wrong { background: color-mix(in srgb, var(--oracle) calc(var(--heat) * var(--heat-most)), transparent); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22%, 118px), 1fr)); gap: 10px; margin: 12px 0 18px; padding-bottom: 14px; border-bottom: 1px solid var(--grid); }
.pictures figure { max-width: 150px; }
.pictures img { display: block; width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 4px; background: var(--grid); }
.pictures figcaption { margin: 4px 0 0; font-size: 13px; line-height: 1.3; overflow-wrap: anywhere; }
.pictures small { display: block; font-size: 12.5px; }
.pictures figure:first-child img { outline: 2px solid var(--rule); outline-offset: 2px; }
.right .mark { color: var(--good); font-weight: 700; } .wrong .mark { color: var(--bad); font-weight: 700; }
.absent { display: grid; place-items: center; aspect-ratio: 1; border: 1px dashed var(--rule); font-size: 11px; color: var(--muted); text-align: center; padding: 4px; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 14px; max-width: none; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 5px; }
pre { background: var(--surface); border: 1px solid var(--grid); border-radius: 6px; padding: 12px 14px; font-size: 13px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: 8px 24px; font-size: 14px; margin: 12px 0; }
.facts dt { color: var(--muted); font-size: 13px; } .facts dd { margin: 0; overflow-wrap: anywhere; }
details { margin: 20px 0; } summary { cursor: pointer; color: var(--accent); padding: 6px 0; }
footer { padding-top: 32px; padding-bottom: 48px; font-size: 13px; color: var(--muted); }
@media (max-width: 600px) {
  .scroll th, .scroll td { padding: 7px 10px; }
  .scroll tbody th { white-space: normal; min-width: 108px; max-width: 40vw; overflow-wrap: break-word; line-height: 1.35; border-right: 1px solid var(--grid); }
  .multiples { grid-template-columns: 1fr 1fr; gap: 8px; }
  .multiples figure { padding: 8px; }
  .multiples figcaption { font-size: 13px; } .multiples figcaption small { font-size: 12px; }
  .scroll thead th:first-child { border-right: 1px solid var(--grid); }
  h2 { margin-top: 44px; }
}
@media print {
  .matrix { min-width: 0; } .frame { overflow: visible; }
  :root { color-scheme: light; --page: #fff; --surface: #fff; --ink: #000; --muted: #444; --rule: #999; --grid: #ddd;
    --accent: #0b5fc0; --baseline: #6a7480; --oracle: #b4520a; --good: #11683a; --bad: #a3262a; }
  body { font-size: 10.5pt; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav, .skip { display: none; }
  .scroll { overflow: visible; border: 0; }
  .scroll th, .scroll td { padding: 3px 5px; font-size: 8.5pt; position: static !important; }
  .scroll thead th { min-width: 0; }
  .narrow { display: none; } .wide { display: block; }
  .plots { grid-template-columns: 1fr; }
  .multiples { grid-template-columns: repeat(3, 1fr); } .matrices { grid-template-columns: repeat(2, 1fr); }
  figure, .answer, tr, .frame, .pictures { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
