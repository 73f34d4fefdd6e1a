import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import checks from '../../checks/package.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };

/** Of the repository, and of what only checks need. */
const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...checks.devDependencies };
const PAGE = 'docs/adr/0001-dependencies.md';

it('each dependency has its reason in ADR 1, and nothing else has', () => {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| (`[^|]+) \|/gm);
  const named = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  const packages = named.map((name) => name.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1'));
  expect([...new Set(packages)].sort()).toEqual(Object.keys(declared).sort());
});

it('each dependency is pinned to one version', () => {
  expect(Object.entries(declared).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it.each(['package-lock.json', 'checks/package-lock.json'])(
  'each package of %s is checked when it is installed, those of other systems too',
  (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
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
  },
);
