import type { ImageHeader } from './header.ts';
import { BrokenImage, type ByteSource } from './source.ts';

/** Headers are a line or three; comments can make them longer. */
const MAX_HEADER = 64 * 1024;

/**
 * Netpbm's text headers: PBM, PGM, PPM and PFM with two numbers after the magic, PAM with named ones.
 * https://netpbm.sourceforge.net/doc/pnm.html, https://netpbm.sourceforge.net/doc/pam.html
 */
export async function readPnm(source: ByteSource): Promise<ImageHeader> {
  for (let length = 1024; ; length *= 8) {
    const held = Math.min(length, source.size);
    const text = (await source.read(0, held)).toString('latin1').replace(/#[^\n\r]*/g, '');
    const size = text.startsWith('P7') ? pamSize(text) : pnmSize(text);
    if (size) return { contentType: 'image/x-portable-anymap', ...size };
    if (held === source.size || length > MAX_HEADER) throw new BrokenImage('Its header names no size.');
  }
}

function pnmSize(text: string) {
  const match = /^P[1-6Ff]\s+(\d{1,9})\s+(\d{1,9})\s/.exec(text);
  return match ? { storedWidth: Number(match[1]), storedHeight: Number(match[2]) } : undefined;
}

function pamSize(text: string) {
  const end = text.indexOf('ENDHDR');
  if (end < 0) return undefined;
  const header = text.slice(0, end);
  const width = /^WIDTH\s+(\d{1,9})\s*$/m.exec(header)?.[1];
  const height = /^HEIGHT\s+(\d{1,9})\s*$/m.exec(header)?.[1];
  if (!width || !height) throw new BrokenImage('Its header names no size.');
  return { storedWidth: Number(width), storedHeight: Number(height) };
}
