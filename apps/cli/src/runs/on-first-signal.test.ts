import { afterEach, expect, it, vi } from 'vitest';
import { onFirstSignal } from './on-first-signal.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('takes what npm and Nx pass on of one Ctrl-C for one, and ends at the next', () => {
  vi.useFakeTimers();
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const onFirst = vi.fn<() => void>();
  const { signal, forget } = onFirstSignal(onFirst);
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  vi.advanceTimersByTime(200);
  process.emit('SIGINT', 'SIGINT');
  expect([signal.aborted, onFirst.mock.calls.length, exit.mock.calls.length]).toEqual([true, 1, 0]);
  vi.advanceTimersByTime(200);
  process.emit('SIGINT', 'SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
  forget();
});
