import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunction } from '../../lib/constructs/bundling.ts';
import { sharpModules } from '../../lib/constructs/thumbnails-sharp.ts';
import { stages } from '../../lib/stages.ts';
import { synthesize, templatesOf, theOnly } from './synthesized.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thumbnailer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the SDK would load on demand, and these functions never demand. */
const NEVER_LOADED = /credential-provider|event-streams/;

const never = (reason: string) => {
  throw new Error(reason);
};

describe('the thumbnailer’s own modules', () => {
  it('make a bundle that runs on this machine, away from any other node_modules', () => {
    sharpModules('this', never).copyTo(folder);
    const script = join(folder, 'index.js');
    writeFileSync(script, "console.log(require('sharp').format.webp.output.buffer)");
    const answer = execFileSync(process.execPath, [script], { cwd: tmpdir(), env: {}, encoding: 'utf8' });
    expect(answer.trim()).toBe('true');
  });

  it('hold the parts for one machine only', () => {
    sharpModules('this', never).copyTo(folder);
    const parts = readdirSync(join(folder, 'node_modules/@img')).filter((name) => name.startsWith('sharp-'));
    const libraries = parts.filter((name) => name.startsWith('sharp-libvips-'));
    expect(parts.length - libraries.length).toBe(1);
  });

  it('are all that the bundle leaves outside', () => {
    const { metafile } = bundleFunction('lambdas/thumbnailer/handler.ts', folder, ['sharp']);
    const outside = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external, path }) => external && !isBuiltin(path))
      .map(({ path }) => path);
    expect(outside).toContain('sharp');
    expect(outside.filter((path) => path !== 'sharp' && !NEVER_LOADED.test(path))).toEqual([]);
    expect(existsSync(join(folder, 'index.js'))).toBe(true);
  });
});

it('the lock file pins what Lambda’s arm64 needs, with its hash, though no x64 machine installs it', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const sharp = packages['node_modules/sharp'];
  for (const name of ['@img/sharp-linux-arm64', '@img/sharp-libvips-linux-arm64']) {
    expect(packages[`node_modules/${name}`]).toMatchObject({
      version: sharp.optionalDependencies[name],
      integrity: expect.stringMatching(/^sha512-/),
    });
  }
  expect(sharp).not.toHaveProperty('dev');
});

it.each(Object.keys(stages))('%s gives a thumbnail memory, time and four attempts of its own', (stage) => {
  const { api, storage } = templatesOf(synthesize(stage));
  expect(theOnly(api!, 'AWS::Lambda::Function', 'Thumbnailer').Properties).toMatchObject({
    MemorySize: 2048,
    Timeout: 60,
  });
  const { RedrivePolicy } = theOnly(storage!, 'AWS::SQS::Queue', 'ThumbnailsQueue').Properties;
  expect(RedrivePolicy.maxReceiveCount).toBe(4);
});
