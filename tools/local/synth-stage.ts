// Synthesizes one stage into a folder: `synth-stage.ts <stage> <folder>`. The local run does it in a process of its
// own, since bundling writes to its parent's terminal. The last line of a failure says what is wrong.
const [only, outdir] = process.argv.slice(2);
try {
  const { createApp } = await import('../../lib/app.ts');
  createApp({
    runsOn: 'this',
    ...(only !== undefined && { only }),
    ...(outdir !== undefined && { outdir }),
  }).synth();
} catch (error) {
  process.stderr.write(`\n${(error as Error).message.split('\n')[0]}\n`);
  process.exitCode = 1;
}

export {};
