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
  const { stage, port, host, s3Port = 0 } = options;
  await checkPort(port, host);
  await checkPort(s3Port);

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
          `  S3       ${host === undefined || options.s3 ? run.s3Endpoint : new URL(run.baseUrl).origin}`,
          ...(host === undefined ? [] : ['', ...openLines(host)]),
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

/** What to know of a run that others can reach. */
function openLines(host: string): string[] {
  if (/^(127\.|localhost$|::1$)/.test(host)) return ['API, page and S3 are at this one address.'];
  return [
    'API, page and S3 are at this one address, and everyone in the network can reach it, by plain HTTP: who knows the',
    'API key can read, change and delete everything.',
  ];
}

/** Says so before the seconds of synthesis, not after them. */
function checkPort(port: number, host = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function reasonOf({ code, port, message }: Error & { code?: string; port?: number }): string {
  if (code === 'EADDRINUSE') {
    const ofS3 = new RegExp(`--s3-port[ =]${port}( |$)`).test(process.argv.join(' '));
    return `port ${port} is in use; choose another one with ${ofS3 ? '--s3-port' : '--port'}`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `--host names no address of this machine: ${message}`;
  return message;
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`image-intake: ${reasonOf(error).split('\n')[0]}`);
    process.exit(1);
  },
);
