import { readFlags, runCommand } from '../../tools/flags.ts';
import { listen } from '../../tools/webhooks/listen.ts';

const USAGE = `Usage: npm run listen -- [--port 4000] [--host 127.0.0.1] [--secret whsec_...]

Receives webhooks on this machine, and prints one line for each. npm start -- --webhook URL prints the secret, and this
command with it. Ctrl-C stops it.

  --port N           (default 4000)
  --host ADDRESS     of this machine (default 127.0.0.1)
  --secret whsec_…   of the signatures; default: WEBHOOK_SECRET of the environment. Without one nothing is verified`;

await runCommand(async () => {
  const { values } = readFlags({
    options: {
      port: { type: 'string', default: '4000' },
      host: { type: 'string', default: '127.0.0.1' },
      secret: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error('--port must be a number from 0 to 65535.');
  const secret = values.secret ?? (process.env.WEBHOOK_SECRET || undefined);
  if (secret !== undefined && !/^whsec_[A-Za-z0-9+/]+=*$/.test(secret))
    throw new Error('--secret must be whsec_ and base64, as npm start prints it.');
  const { url, stop } = await listen({
    port,
    host: values.host,
    secret,
    onLine: (line) => console.log(line),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new Error(`Port ${port} is in use; choose another one with --port.`)
      : error;
  });
  console.error(`Listening for webhooks at ${url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
});
