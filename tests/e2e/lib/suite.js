// A test file's steps: one after the other, against one devnet. When a step fails the following
// ones are skipped, unless they are independent of it, and the devnet's last words are printed.

import { after, before, describe, it } from 'node:test';
import { Devnet } from './devnet.js';

const STEP_TIMEOUT = 180_000;

/// `define` gets {net, step, cleanup}: `net()` is the running devnet, `step(name, body)` a test,
/// `cleanup(body)` runs after the last step while the devnet is still up.
export function devnetSuite(name, { independent = false, ...options }, define) {
  describe(name, () => {
    let devnet;
    let failed = false;
    const cleanups = [];
    before(
      async () => {
        devnet = await Devnet.start(options);
      },
      { timeout: 120_000 },
    );
    after(
      async () => {
        for (const cleanup of cleanups.reverse()) await cleanup();
        await devnet?.close({ failed });
      },
      { timeout: 60_000 },
    );
    const step = (title, body, { timeout = STEP_TIMEOUT } = {}) =>
      it(title, { timeout }, async (context) => {
        if (failed && !independent) return context.skip('an earlier step failed');
        try {
          await body(context);
        } catch (error) {
          failed = true;
          throw error;
        }
      });
    define({ net: () => devnet, step, cleanup: (body) => cleanups.push(body) });
  });
}
