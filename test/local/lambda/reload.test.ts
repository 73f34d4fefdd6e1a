import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LocalFunction } from '../../../local/lambda/functions.ts';
import { givenFunction } from './given-function.ts';

const answer = async (outcome: ReturnType<LocalFunction['invoke']>) => {
  const settled = await outcome;
  return 'payload' in settled ? JSON.parse(settled.payload) : settled;
};

function givenCode(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'reloaded-'));
  writeFileSync(join(folder, 'index.js'), source);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const OLD = `let calls = 0;
  exports.handler = async ({ ms = 0 }) => {
    await new Promise((r) => setTimeout(r, ms));
    return { code: 'old', calls: ++calls };
  };`;

describe('a function that is reloaded', () => {
  it('answers the next event by its new code, in the same environment of variables', async () => {
    const local = givenFunction(OLD, { variables: { TABLE: 'things' } });
    expect(await answer(local.invoke({}))).toEqual({ code: 'old', calls: 1 });
    const code = givenCode('exports.handler = async () => process.env;');
    await local.reload(code);
    expect(await answer(local.invoke({}))).toMatchObject({
      TABLE: 'things',
      AWS_LAMBDA_FUNCTION_NAME: 'app-Code',
      LAMBDA_TASK_ROOT: code,
    });
  });

  it('ends on its old code what is under way, and nothing after that', async () => {
    const local = givenFunction(OLD);
    await local.warm();
    const underWay = answer(local.invoke({ ms: 1000 }));
    await local.reload(givenCode("exports.handler = async () => 'new';"));
    const next = Array.from({ length: 3 }, () => answer(local.invoke({})));
    expect(await Promise.all(next)).toEqual(['new', 'new', 'new']);
    expect(await underWay).toEqual({ code: 'old', calls: 1 });
    const after = Array.from({ length: 6 }, () => answer(local.invoke({})));
    expect(await Promise.all(after)).toEqual(Array(6).fill('new'));
  });

  it('stays as it was when its new code does not start, which is told', async () => {
    const local = givenFunction(OLD);
    await local.invoke({});
    await expect(local.reload(givenCode("throw new Error('no settings');"))).rejects.toThrow(
      'app-Code does not start: Error: no settings',
    );
    expect(await answer(local.invoke({}))).toEqual({ code: 'old', calls: 2 });
  });
});
