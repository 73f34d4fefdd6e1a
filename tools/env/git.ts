import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Why git would commit a file, as the second half of a sentence.
 * @param file there or not, its folder without symbolic links
 * @returns undefined when it would not: the file is ignored, or in no work tree
 */
export function whyGitCommits(file: string): string | undefined {
  if (!inWorkTree(dirname(file))) return undefined;
  try {
    if (ask(file, '--literal-pathspecs', 'ls-files', '--error-unmatch') === 0) return 'is tracked by git';
    const answer = ask(file, 'check-ignore', '--quiet');
    if (answer === 0) return undefined;
    return answer === 1 ? 'is not ignored by git' : 'may be committed by git, which does not tell';
  } catch {
    return 'may be committed by git, which is not installed here to be asked';
  }
}

function inWorkTree(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && inWorkTree(dirname(folder)));
}

/** @returns its exit code @throws Error when it cannot be started */
function ask(file: string, ...command: string[]): number {
  // In a hook these name the repository that is at work, which need not be the file's.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  try {
    const args = [...command, '--', `./${basename(file)}`];
    execFileSync('git', args, { cwd: dirname(file), env, stdio: 'ignore' });
    return 0;
  } catch (error) {
    const { status } = error as { status?: number | null };
    if (typeof status !== 'number') throw error;
    return status;
  }
}
