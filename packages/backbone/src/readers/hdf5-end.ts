const versionAt = 8;

/**
 * Where an HDF5 file says that it ends, in bytes, by its superblock (HDF5 File Format Specification 3.0, II.A); undefined
 * where the start of the file has none that is known.
 */
export function hdf5End(start: Uint8Array): number | undefined {
  const version = start[versionAt];
  const offsetBytes = version !== undefined && version < 2 ? start[13] : start[9];
  if (offsetBytes !== 8) return undefined;
  // before it: signature, versions and sizes, base address, and one more address
  const at = version === 0 ? 40 : version === 1 ? 44 : version === 2 || version === 3 ? 28 : undefined;
  if (at === undefined || start.length < at + 8) return undefined;
  return Number(new DataView(start.buffer, start.byteOffset, start.byteLength).getBigUint64(at, true));
}
