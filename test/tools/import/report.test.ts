import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openReport } from '../../../tools/import/report.ts';

let path: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, 'report.jsonl');
});

const line = { imageId: 'a/1.png', state: 'refused', code: 'NotAnImage', message: 'It is none.' } as const;
const lines = () => readFileSync(path, 'utf8').split('\n');

describe('the report of an import', () => {
  it('has each line at once, whatever ends the program after it', () => {
    const report = openReport(path, () => 0);
    report.write(line);
    report.write({ ...line, imageId: 'line\nbreak.png' });
    expect(lines()).toEqual([
      '{"imageId":"a/1.png","state":"refused","code":"NotAnImage","message":"It is none.","at":"1970-01-01T00:00:00.000Z"}',
      expect.stringContaining('"line\\nbreak.png"'),
      '',
    ]);
    report.close();
  });

  it('is for nobody else’s eyes: it has names of files', () => {
    openReport(path).close();
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  });

  it('takes the place of the last one', () => {
    const last = openReport(path);
    last.write(line);
    last.close();
    openReport(path).close();
    expect(lines()).toEqual(['']);
  });

  it('says in one sentence that it cannot be written', () => {
    expect(() => openReport(join(path, 'below'))).toThrow('The report cannot be written: ENO');
  });
});
