import type { DeviceChoice } from '@trunkline/engine';

/** Makes this process and those it starts compute on the device of `--device`, where one is given. */
export function useDevice(device: DeviceChoice | undefined): void {
  if (device !== undefined) process.env['TRUNKLINE_DEVICE'] = device;
}
