/** What the native engine computes on. */
export type Device = 'cpu' | 'gpu';

/** A device to compute on; `auto`: a GPU where the CUDA build is installed and finds one, else the processor. */
export type DeviceChoice = Device | 'auto';

export const deviceChoices: readonly DeviceChoice[] = ['auto', 'cpu', 'gpu'];
