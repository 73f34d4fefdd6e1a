import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { builtPage } from '../../../tools/local/built-page.ts';

describe('the built page', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await builtPage();
  }, 120_000);

  it('is built once, whatever is built of the client meanwhile', async () => {
    const dist = mkdtempSync('client/dist-');
    onTestFinished(() => rmSync(dist, { recursive: true }));
    writeFileSync(join(dist, 'index.d.ts'), '');
    expect(await builtPage()).toBe(folder);
  });

  it('has all that is immutable below assets/, named by a hash', () => {
    expect(readdirSync(join(folder, 'assets')).filter((name) => !/-[\w-]{8}\.\w+$/.test(name))).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['assets', 'favicon.ico', 'favicon.svg', 'index.html']);
  });

  it('holds to its policy: no inline script, style or handler', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
  });

  it('refers to its files relatively, so that any path can serve it', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const links = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      expect(link).toMatch(/^\.\//);
      expect(existsSync(join(folder, link))).toBe(true);
    }
  });
});
