import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Template } from '../../../local/template/assembly.ts';

export interface TestStack {
  template: Partial<Template>;
  dependencies?: string[];
  region?: string;
}

/**
 * Writes a cloud assembly as CDK does.
 * @param stacks - by name
 * @param code - bundles by asset hash: the source of their `index.js`
 * @returns its folder, which lives as long as the caller wants
 */
export function writeAssembly(stacks: Record<string, TestStack>, code: Record<string, string> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  for (const [hash, source] of Object.entries(code)) {
    mkdirSync(join(directory, `asset.${hash}`));
    writeFileSync(join(directory, `asset.${hash}`, 'index.js'), source);
  }
  const files = Object.fromEntries(
    Object.keys(code).map((hash) => [
      hash,
      { source: { path: `asset.${hash}` }, destinations: { here: { objectKey: `${hash}.zip` } } },
    ]),
  );
  writeJson(directory, 'assets.json', { files });
  const artifacts: Record<string, object> = {
    assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
  };
  for (const [name, { template, dependencies = [], region = 'unknown-region' }] of Object.entries(stacks)) {
    writeJson(directory, `${name}.template.json`, { Resources: {}, ...template });
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: `aws://unknown-account/${region}`,
      properties: { templateFile: `${name}.template.json`, stackName: name },
      dependencies: ['assets', ...dependencies],
    };
  }
  writeJson(directory, 'manifest.json', { version: '1', artifacts });
  return directory;
}

/** An assembly that is removed with the test that asks for it. */
export function assemblyForTest(...args: Parameters<typeof writeAssembly>): string {
  const directory = writeAssembly(...args);
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function writeJson(directory: string, name: string, value: unknown): void {
  writeFileSync(join(directory, name), JSON.stringify(value));
}
