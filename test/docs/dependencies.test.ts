import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const { dependencies, devDependencies } = manifest;
const PAGE = 'docs/adr/0001-dependencies.md';

it('each dependency has its reason in ADR 1, and nothing else has', () => {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| (`[^|]+) \|/gm);
  const named = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  const packages = named.map((name) => name.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1'));
  const declared = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  expect([...new Set(packages)].sort()).toEqual(declared.sort());
});

it('each dependency is pinned to one version', () => {
  const ranges = Object.entries({ ...dependencies, ...devDependencies });
  expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it('each locked package is checked when it is installed, those of other systems too', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { integrity?: string; inBundle?: boolean; link?: boolean }>;
  };
  // Of the repository itself, and the links to them.
  const own = ['', ...manifest.workspaces];
  const unchecked = Object.entries(packages).filter(
    // What a package brings along is checked with it.
    ([path, { integrity, inBundle, link }]) =>
      !own.includes(path) && !link && !inBundle && !integrity?.startsWith('sha512-'),
  );
  expect(unchecked.map(([path]) => path)).toEqual([]);
});
