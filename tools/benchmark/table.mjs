const columns = ['benchmark', 'ours', 'peer', 'unit', 'ours / peer', 'better', 'peer is'];

/** The results as an aligned Markdown table under a line about the machine. */
export function table({ machine, results }) {
  const rows = [columns, ...results.map(cells)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const { cpu, cores, memory, node, versions, bf16 } = machine;
  const named = Object.entries({ node, ...versions }).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${cores} cores, ${memory}, ${bf16 ? 'with' : 'without'} bfloat16; ${named.join(', ')}`,
    '',
    line(rows[0]),
    rule,
    ...rows.slice(1).map(line),
  ].join('\n');
}

function cells({ name, ours, peer, unit, ratio, better, peerName, skipped, error }) {
  if (skipped) return [name, '', '', '', '', '', `skipped: ${skipped}`];
  if (error) return [name, '', '', '', '', '', `failed: ${error.split('\n')[0]}`];
  return [name, digits(ours), digits(peer), unit, digits(ratio), better, peerName ?? ''];
}

function digits(number) {
  if (number === null) return '';
  return Math.abs(number) >= 100 ? String(Math.round(number)) : number.toPrecision(3);
}
