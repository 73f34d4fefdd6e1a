import { openAsBlob, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createClient } from '../../client/client.ts';
import { drawLine, progressBar } from '../progress-bar.ts';
import { startStage } from './stage-run.ts';

interface Row {
  name: string;
  type: string;
  bytes: string;
  pixels: string;
  ms: string;
}

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

/** Uploads the sample images to a local run of their own, and prints what was recorded. */
export async function demo(): Promise<void> {
  console.log('Synthesizing and starting the stage dev...');
  const run = await startStage({ stage: 'dev', port: 0 });
  try {
    const client = createClient(run);
    const names = readdirSync(samples).filter((name) => !name.endsWith('.ts'));
    const rows: Row[] = [];
    for (const [done, name] of names.entries()) {
      drawProgress(done, names.length, name);
      rows.push(await uploadSample(client, name));
    }
    drawProgress(names.length, names.length, 'done');
    printTable(rows);
  } finally {
    await run.stop();
  }
}

/** @throws when the image does not become ready */
async function uploadSample(client: ReturnType<typeof createClient>, name: string): Promise<Row> {
  let sent = 0;
  const { metadata } = await client.upload(await openAsBlob(samples + name), {
    filename: name,
    onProgress: ({ phase }) => {
      if (phase === 'sending') sent ||= performance.now();
    },
  });
  const ms = performance.now() - sent;
  return {
    name,
    type: String(metadata.contentType),
    bytes: String(metadata.size),
    pixels: `${metadata.width} × ${metadata.height}`,
    ms: ms.toFixed(0),
  };
}

function drawProgress(done: number, total: number, what: string): void {
  drawLine(process.stdout, `${progressBar(done / total)} ${done}/${total} ${what}`);
  if (process.stdout.isTTY && done === total) console.log();
}

function printTable(rows: Row[]): void {
  const head: Row = {
    name: 'name',
    type: 'type',
    bytes: 'bytes',
    pixels: 'width × height',
    ms: 'ms from upload to ready',
  };
  const columns = Object.keys(head) as (keyof Row)[];
  const widthOf = (column: keyof Row) => Math.max(...[head, ...rows].map((row) => row[column].length));
  const line = (row: Row) =>
    columns
      .map((column) =>
        column === 'name' || column === 'type'
          ? row[column].padEnd(widthOf(column))
          : row[column].padStart(widthOf(column)),
      )
      .join('  ');
  console.log(
    ['', line(head), columns.map((column) => '─'.repeat(widthOf(column))).join('  '), ...rows.map(line)].join(
      '\n',
    ),
  );
}
