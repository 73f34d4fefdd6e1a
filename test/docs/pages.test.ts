import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md'], { cwd: root });
const superseded = pages.filter((page) => page.startsWith('docs/adr/superseded/'));
const decisions = pages.filter((page) => /^docs\/adr\/(operation\/)?[^/]+$/.test(page));

/** A path from the root of the repository, as prose names it. */
const FILE =
  /`((?:bench|bin|client|contract|docs|lambdas|lib|local|samples|test|tools|web|\.ci|\.githooks|\.github)\/[^`\s]+)`/g;

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

    // What was decided otherwise since names what has been removed since.
    if (superseded.includes(page)) return;
    const files = [...prose(page).matchAll(FILE)]
      .map(([, path]) => path!)
      // Built, not committed.
      .filter((path) => path !== 'web/dist');
    expect(files.filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([]);
  });
});

describe('decisions', () => {
  it.each(decisions)('%s is accepted', (page) => {
    expect(read(page)).toMatch(/^# \d+\. .+\n\nDate: \d{4}-\d\d-\d\d\. Status: accepted\b/);
  });

  it.each(superseded)('%s says by which one it is superseded, and why', (page) => {
    expect(read(page)).toMatch(
      /^# \d+\. .+\n\nDate: \d{4}-\d\d-\d\d\. Status: superseded by \[ADR (\d+)\]\(\.\.\/00\1-[^)]+\), because /,
    );
  });

  it('are numbered without a gap', () => {
    const numbers = [...decisions, ...superseded].map((page) => Number(page.match(/\/(\d{4})-/)![1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  });
});
