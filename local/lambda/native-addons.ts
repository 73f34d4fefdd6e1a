import { globSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Loads a function's native addons into this thread and never lets go of them: what one leaves behind in the process
 * must not be unloaded when the last thread that uses it ends, or its own threads would run into nothing.
 */
export function keepAddonsLoaded(code: string): void {
  for (const file of globSync('node_modules/**/*.node', { cwd: code })) {
    try {
      process.dlopen({ exports: {} }, join(code, file));
    } catch {
      // One for another machine; the function itself says what it misses.
    }
  }
}
