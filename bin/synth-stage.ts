import { createApp } from '../lib/app.ts';

// Synthesizes one stage into a folder: `synth-stage.ts <stage> <folder>`. The local run does it in a process of its
// own, since bundling writes to its parent's terminal.
const [only, outdir] = process.argv.slice(2);
try {
  createApp({ ...(only !== undefined && { only }), ...(outdir !== undefined && { outdir }) }).synth();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
