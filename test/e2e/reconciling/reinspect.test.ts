import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { command, ReconciledStage } from './reconciled-stage.ts';

const RECORDS = 40;

const stage = new ReconciledStage();

it('images are inspected again by the command, all of them, and its place is not kept', async () => {
  await stage.records(RECORDS);
  const folder = mkdtempSync(join(tmpdir(), 'reinspect-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = join(folder, 'place.json');
  const rechecked = () => stage.run.logs.filter(({ line }) => line.includes('"Rechecked"')).length;

  const to = ['--base-url', stage.run.baseUrl, '--api-key', stage.run.apiKey];
  const { code, out } = await command('reinspect', ...to, '--all', '--rate', '1000', '--place', place);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^${RECORDS} records read, ${RECORDS} images to inspect`));
  expect(existsSync(place)).toBe(false);
  await expect.poll(rechecked, { timeout: 30_000 }).toBe(RECORDS);
});
