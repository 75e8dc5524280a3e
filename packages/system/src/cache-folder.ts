import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A path inside Trunkline's user cache: `$TRUNKLINE_CACHE`, else `$XDG_CACHE_HOME/trunkline`, else
 * `~/Library/Caches/trunkline` on macOS and `~/.cache/trunkline` elsewhere. The folder is not created.
 */
export function cacheFolder(...segments: readonly string[]): string {
  const explicit = process.env['TRUNKLINE_CACHE'];
  if (explicit) return join(explicit, ...segments);
  const xdg = process.env['XDG_CACHE_HOME'];
  if (xdg) return join(xdg, 'trunkline', ...segments);
  const base = process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return join(base, 'trunkline', ...segments);
}
