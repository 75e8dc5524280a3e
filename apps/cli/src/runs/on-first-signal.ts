/** Signals that ask a program to stop, with the exit status that each one stands for. */
const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/** What starts the program (npm, Nx) passes on what the terminal has sent already: that is still the first time. */
const samePressMilliseconds = 300;

/**
 * Gives a signal that is aborted by the first Ctrl-C (or SIGTERM), after `onFirst`; the second one, a moment later
 * at least, ends the process. `forget` restores what was before.
 */
export function onFirstSignal(onFirst: () => void): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  let first = 0;
  const handle = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first < samePressMilliseconds) return;
      process.exit(name === 'SIGTERM' ? signals.SIGTERM : signals.SIGINT);
    }
    first = performance.now();
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: controller.signal,
    forget: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
