import { readFileSync } from 'node:fs';
import { drawMaster, drawRendition } from '../../../lambdas/renderer/draw.ts';

/* Draws the file of its first argument as the renderer does, in a process of its own, and prints what that took. */

const [file = ''] = process.argv.slice(2);
const { bytes } = await drawMaster(readFileSync(file), 100_000_000);
const rendition = await drawRendition(bytes, 640, 'webp');
// Kilobytes: https://nodejs.org/api/process.html#processresourceusage
console.log(JSON.stringify({ bytes: rendition.length, peakBytes: process.resourceUsage().maxRSS * 1024 }));
