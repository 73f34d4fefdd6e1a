import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StageConfig } from '../../lib/stages/stages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('./synth-stage.ts', import.meta.url));

/**
 * Synthesizes one stage into a folder, bundles included.
 * @param settings of the stage, where they differ from its own
 * @throws Error with one sentence: an unknown stage, an impossible setting, code that does not bundle.
 */
export async function synthesize(
  stage: string,
  outdir: string,
  { signal, settings = {} }: { signal?: AbortSignal | undefined; settings?: Partial<StageConfig> } = {},
): Promise<void> {
  const child = spawn(process.execPath, ['--no-warnings', script, stage, outdir, JSON.stringify(settings)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that giving up ends the bundlers that it has started too.
    detached: true,
  });
  const giveUp = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  signal?.addEventListener('abort', giveUp, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  signal?.removeEventListener('abort', giveUp);
  if (code !== 0) throw new Error(faultOf(output) ?? `The stage ${stage} does not synthesize.`);
}

/** The line that tells most: the bundler's first error, or the last that was said. */
function faultOf(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const [, bundler] = /\[ERROR\] (.+)/.exec(output) ?? [];
  if (bundler === undefined) return lines.at(-1)?.trim();
  const place = lines[lines.findIndex((line) => line.includes('[ERROR]')) + 1]?.trim().replace(/:$/, '');
  return `${place}: ${bundler}`;
}
