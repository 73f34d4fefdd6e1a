import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleFile } from '../../../lib/constructs/bundling/bundle.ts';
import { sharpModules } from '../../../lib/constructs/bundling/sharp-modules.ts';
import { stages } from '../../../lib/stages/stages.ts';
import { synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thumbnailer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the thumbnailer’s own modules', () => {
  it('make a bundle that runs on this machine, away from any other node_modules', () => {
    sharpModules('this').copyTo(folder);
    const script = join(folder, 'index.js');
    writeFileSync(script, "console.log(require('sharp').format.webp.output.buffer)");
    const answer = execFileSync(process.execPath, [script], { cwd: tmpdir(), env: {}, encoding: 'utf8' });
    expect(answer.trim()).toBe('true');
  });

  it('hold the parts for one machine only', () => {
    sharpModules('this').copyTo(folder);
    const parts = readdirSync(join(folder, 'node_modules/@img')).filter((name) => name.startsWith('sharp-'));
    const libraries = parts.filter((name) => name.startsWith('sharp-libvips-'));
    expect(parts.length - libraries.length).toBe(1);
  });

  it('are all that the bundle leaves outside', () => {
    const { metafile } = bundleFile('lambdas/thumbnailer/handler.ts', join(folder, 'index.js'), ['sharp']);
    const outside = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external, path }) => external && !isBuiltin(path))
      .map(({ path }) => path);
    expect(new Set(outside)).toEqual(new Set(['sharp']));
    expect(existsSync(join(folder, 'index.js'))).toBe(true);
  });
});

describe('the thumbnailer’s modules for Lambda', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are those of linux on arm64, as the lock file has them, and nothing that differs between machines', () => {
    sharpModules('lambda', join(folder, 'cache')).copyTo(folder);
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const parts = globSync('node_modules/@img/sharp-*', { cwd: folder }).sort();
    expect(parts).toEqual([
      'node_modules/@img/sharp-libvips-linux-arm64',
      'node_modules/@img/sharp-linux-arm64',
    ]);
    for (const part of [...parts, 'node_modules/sharp', 'node_modules/semver', 'node_modules/detect-libc']) {
      const { version } = JSON.parse(readFileSync(join(folder, part, 'package.json'), 'utf8'));
      expect(version, part).toBe(packages[part].version);
    }
    expect(globSync('node_modules/.*', { cwd: folder })).toEqual([]);
  });

  it('or there is no synthesis: without npm’s registry it fails, and says what is missing', () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
    vi.stubEnv('npm_config_cache', join(folder, 'npm'));
    const modules = sharpModules('lambda', join(folder, 'cache'));
    expect(() => modules.copyTo(folder)).toThrow(
      /^sharp for Lambda \(linux, arm64\).*cannot be installed: npm error/,
    );
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
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
