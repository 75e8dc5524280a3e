/** Characters per line of a terminal. A terminal that does not know its width says 0 and is taken to have 80. */
export function terminalColumns(stream: { readonly columns?: number | undefined }): number {
  return stream.columns || 80;
}
