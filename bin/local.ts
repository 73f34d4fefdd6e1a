import { createServer } from 'node:net';
import { stages } from '../lib/stages/stages.ts';
import { curlLines } from '../tools/local/curl-lines.ts';
import { readOptions, USAGE } from '../tools/local/local-options.ts';
import { readableLine } from '../tools/local/readable-line.ts';
import { startStage } from '../tools/local/stage-run.ts';

/** `npm start`: one stage on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) return console.log(USAGE);
  const { stage, port } = options;
  await checkPort(port);

  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  // When npm is killed outright, nobody passes that on.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stopping.abort(), 250).unref();

  try {
    console.error(`Synthesizing the stage ${stage}...`);
    const onLog = (source: string, line: string) => {
      const readable = readableLine(source, line);
      if (readable) console.error(readable);
    };
    const run = await startStage({ ...options, signal: stopping.signal, onLog });
    if (!stopping.signal.aborted) {
      console.log(
        [
          '',
          `image-intake (${stage}) is ready.`,
          '',
          ...(stages[stage]?.web ? [`  Page     ${run.page}`] : []),
          `  Contract ${run.page}docs/`,
          `  API      ${run.baseUrl}`,
          `  API key  ${run.apiKey}`,
          `  S3       ${run.s3Endpoint}`,
          '',
          'Create, upload and read with an image of your own, in bash:',
          '',
          'IMAGE=photo.jpg',
          ...curlLines(run),
          '',
          'Ctrl-C stops it; its data ends with it.',
          '',
        ].join('\n'),
      );
    }
    await stopped;
    await run.stop();
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}

/** Says so before the seconds of synthesis, not after them. */
function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

main().then(
  () => process.exit(0),
  (error: Error & { code?: string; port?: number }) => {
    const inUse = error.code === 'EADDRINUSE';
    const reason = inUse ? `port ${error.port} is in use; choose another one with --port` : error.message;
    console.error(`image-intake: ${reason.split('\n')[0]}`);
    process.exit(1);
  },
);
