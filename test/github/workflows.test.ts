import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = '.github/workflows';

describe.each(readdirSync(FOLDER))('workflow %s', (name) => {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');

  it('pins every action by its commit, with the version beside it', () => {
    for (const [line, action] of text.matchAll(/^.*\buses: (\S+).*$/gm)) {
      if (action!.startsWith('./')) continue;
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('keeps no AWS key, and grants no more than it says', () => {
    expect(text).not.toMatch(/aws-access-key-id|aws-secret-access-key|secrets\./);
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  });
});
