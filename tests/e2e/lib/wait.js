// Waiting for something to become true: polls, never sleeps for a guessed time.

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Thrown by a probe: there is nothing left to wait for.
export class GiveUp extends Error {}

/// The first value of `probe` that is not undefined, null or false. An error of `probe` means "not
/// yet"; the last one is told when the patience ends.
export async function until(what, probe, { timeout = 60_000, interval = 200 } = {}) {
  const deadline = Date.now() + timeout;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      last = undefined;
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      last = error;
    }
    if (Date.now() > deadline) {
      const reason = last ? `; last error: ${last.shortMessage ?? last.message}` : '';
      throw new Error(`waited ${timeout / 1000} s for ${what}${reason}`);
    }
    await sleep(interval);
  }
}

/// Runs `check` for each item, then throws one error that tells all that failed.
export async function every(items, check) {
  const failures = [];
  for (const item of items) {
    try {
      await check(item);
    } catch (error) {
      failures.push(error.message);
    }
  }
  if (failures.length > 0)
    throw new Error(`${failures.length} of ${items.length} failed:\n${failures.join('\n')}`);
}
