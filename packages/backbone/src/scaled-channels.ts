/** A number of channels times a width, rounded, at least 1. */
export function scaledChannels(channels: number, width: number): number {
  return Math.max(1, Math.round(channels * width));
}
