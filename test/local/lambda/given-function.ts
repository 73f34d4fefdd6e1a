import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionSettings } from '../../../local/lambda/function-settings.ts';
import { createFunction, type LocalFunction } from '../../../local/lambda/functions.ts';

/** A function of this code until the test ends, and what it prints. */
export function givenFunction(
  source: string,
  settings: Partial<FunctionSettings> = {},
  file = 'index.js',
): LocalFunction & { lines: string[] } {
  const code = mkdtempSync(join(tmpdir(), 'function-'));
  writeFileSync(join(code, file), source);
  const lines: string[] = [];
  const local = createFunction(
    {
      name: 'app-Code',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:app-Code',
      region: 'us-east-1',
      code,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      timeoutSeconds: 10,
      memoryMb: 128,
      version: '1',
      logGroup: '/logs',
      logLevel: undefined,
      reserved: undefined,
      environments: 0,
      variables: {},
      credentials: { accessKeyId: 'ASIAKEY', secretAccessKey: 'secret', sessionToken: 'token' },
      endpoints: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
      ...settings,
    },
    (line) => lines.push(line),
  );
  onTestFinished(async () => {
    await local.close();
    rmSync(code, { recursive: true });
  });
  return { ...local, lines };
}
