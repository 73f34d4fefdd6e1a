import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { writeAssembly } from '../support/assembly.ts';
import { code, template } from './gateway-template.ts';

/** The gateway of the template of these tests, for all tests of a file. */
export function givenGateway() {
  let assembly: string;
  let run: LocalRun;
  beforeAll(async () => {
    assembly = writeAssembly({ app: { template } }, { ...code, Unpermitted: code.Echo });
    run = await startLocalRun({ assembly, apiKey: 'the-key' });
  });
  afterAll(async () => {
    await run?.stop();
    rmSync(assembly, { recursive: true });
  });
  return {
    get baseUrl() {
      return run.baseUrl;
    },
    get logs() {
      return run.logs;
    },
    async call(method: string, path: string, init: RequestInit = {}) {
      const response = await fetch(run.baseUrl + path, { method, ...init });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
    },
  };
}
