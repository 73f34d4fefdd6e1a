import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import { openDataFolder } from '../../../local/data/folder.ts';

/** A folder of data in which a test leaves off, and goes on. */
export function givenFolder(): {
  open(): DataFolder;
  /** What a process that is killed at this moment leaves. */
  afterKill(): DataFolder;
} {
  const parent = mkdtempSync(join(tmpdir(), 'data-'));
  const opened: DataFolder[] = [];
  onTestFinished(() => {
    for (const data of opened) {
      try {
        data.close();
      } catch {
        // The test has closed it.
      }
    }
    // Whoever is killed may still be tidying up.
    rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
  });
  const open = () => {
    const data = openDataFolder(join(parent, String(copies)), 'dev');
    opened.push(data);
    return data;
  };
  let copies = 0;
  return {
    open,
    afterKill() {
      cpSync(join(parent, String(copies)), join(parent, String(++copies)), { recursive: true });
      return open();
    },
  };
}
