import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

const read = (page: string) => readFileSync(join(root, page), 'utf8');
const prose = (page: string) => read(page).replace(/^ *```.*?^ *```$/gms, '');

/** What GitHub makes of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}

const anchorsOf = (page: string) =>
  [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

describe.each(pages)('%s', (page) => {
  it('links to what is there', () => {
    const links = [...prose(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => {
      const [path, anchor] = link.split('#');
      const target = path ? normalize(join(dirname(page), path)) : page;
      return !existsSync(join(root, target)) || (anchor && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names commands and source files that exist', () => {
    const scripts = [...read(page).matchAll(/npm run (?:--silent )?([a-z][a-z:]*)/g)].map(
      ([, name]) => name!,
    );
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);

    const files = [
      ...prose(page).matchAll(/`((?:bin|lib|lambdas|client|web|local|samples|test|bench)\/[^`\s]+)`/g),
    ]
      .map(([, path]) => path!)
      // Built, not committed.
      .filter((path) => path !== 'web/dist');
    expect(files.filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([]);
  });
});
