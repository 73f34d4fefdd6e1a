import { closeSync, openSync, writeSync } from 'node:fs';

/** Of an image that is not there as it lies at its source. */
export interface ReportLine {
  imageId: string;
  /** `refused` will be so next time; `failed` may go well then; `different` was left alone, since another image has its name. */
  state: 'refused' | 'failed' | 'different';
  code: string;
  message: string;
}

export interface Report {
  write(line: ReportLine): void;
  close(): void;
}

/**
 * Replaces a file by an empty one, and takes lines of JSON, each of which is there at once: whatever ends the program, none
 * is lost.
 * @throws Error with one sentence when the file cannot be written
 */
export function openReport(path: string, now: () => number = Date.now): Report {
  let file: number;
  try {
    // Names of files are nobody else's business.
    file = openSync(path, 'w', 0o600);
  } catch (error) {
    throw new Error(`The report cannot be written: ${(error as Error).message}`);
  }
  return {
    write({ imageId, state, code, message }) {
      const line = { imageId, state, code, message, at: new Date(now()).toISOString() };
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => closeSync(file),
  };
}
