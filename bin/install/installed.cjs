// Ahead of `npm start`, and for any Node.js: without `npm ci` the rest would end in a stack trace.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!existsSync(join(__dirname, '../../node_modules/node/bin/node'))) {
  console.error('image-intake: its packages, Node.js 24 among them, are not installed yet; run npm ci first');
  process.exit(1);
}
