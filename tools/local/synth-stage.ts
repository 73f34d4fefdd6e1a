// Synthesizes one stage into a folder: `synth-stage.ts <stage> <folder> <settings>`, with settings in JSON that differ
// from its own. The local run does it in a process of its
// own, since bundling writes to its parent's terminal. The last line of a failure says what is wrong.
const [only, outdir, settings = '{}'] = process.argv.slice(2);
try {
  const [{ createApp }, { sourcesOf }, { writeSources }, { stages }] = await Promise.all([
    import('../../lib/app.ts'),
    import('./reload/sources-of.ts'),
    import('./reload/declared-source.ts'),
    import('../../lib/stages/stages.ts'),
  ]);
  const config = only === undefined ? undefined : stages[only];
  const app = createApp({
    runsOn: 'this',
    // A third of the time, and a deployment is refused for it all the same.
    builtinCloudFormationValidation: false,
    ...(only !== undefined && { only }),
    ...(outdir !== undefined && { outdir }),
    ...(config && { stages: { ...stages, [only!]: { ...config, ...JSON.parse(settings) } } }),
  });
  const { directory } = app.synth();
  writeSources(directory, sourcesOf(app));
} catch (error) {
  process.stderr.write(`\n${(error as Error).message.split('\n')[0]}\n`);
  process.exitCode = 1;
}

export {};
