/** Folders that machines make beside the user's, in small letters. */
const machineFolders = new Set([
  '__macosx', // archives of macOS
  '@eadir', // Synology: thumbnails
  '@recycle', // QNAP
  '@recently-snapshot',
  '@snapshot',
  '@tmp',
  '#recycle', // Synology
  '#snapshot',
  '~snapshot', // NetApp
  '_gsdata_', // GoodSync
  '$recycle.bin', // Windows
  'recycler',
  'recycled',
  'system volume information',
  'lost+found', // ext4
  'network trash folder',
  'temporary items',
  '__pycache__',
  'cvs',
]);

const machineFiles =
  /^(?:thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini|icon\r|~\$.*|.*~|wpsettings\.dat|folder\.htt)$/i;

/** Whether a name is hidden, as `.DS_Store`, `._picture.png`, `.ipynb_checkpoints` and `.thumbnails` are. */
export function isHidden(name: string): boolean {
  return name.startsWith('.');
}

/** Whether a folder of that name is one that a machine made: thumbnails, waste, what an archive of macOS brings. */
export function isMachineFolder(name: string): boolean {
  return machineFolders.has(name.toLowerCase()) || /^found\.\d{3}$/i.test(name);
}

/** Whether a file of that name is one that a machine made: `Thumbs.db`, `desktop.ini`, locks and copies of editors. */
export function isMachineFile(name: string): boolean {
  return machineFiles.test(name);
}
