import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { text } from '../../../tools/specimens/craft-bytes.ts';
import { inspectBytes } from './support/memory.ts';

const phone = readFileSync(new URL('../../../samples/phone.jpg', import.meta.url));
const icon = readFileSync(new URL('../../../samples/icon.png', import.meta.url));

const messageOf = async (bytes: Buffer) => {
  const { verdict } = await inspectBytes(bytes, 'jpg');
  return 'rejection' in verdict ? `${verdict.rejection.code}: ${verdict.rejection.message}` : 'accepted';
};

/** What `fetch` sends of a FormData: the wire format of browsers. */
async function formOf(file: Buffer): Promise<Buffer> {
  const form = new FormData();
  form.append('title', 'A title, ahead of the file');
  form.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'phone.jpg');
  return Buffer.from(await new Response(form).arrayBuffer());
}

const curlForm = Buffer.concat([
  text(
    '--------------------------d74496d66958873e\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
  ),
  phone,
]);
const typeFirst = text(
  '--x\r\nContent-Type: image/png\r\ncontent-disposition:form-data; name="file"\r\n\r\n\x89PNG\r\n\x1a\n',
);

describe('a refusal tells what was sent instead of an image', () => {
  it.each<[what: string, bytes: Buffer | Promise<Buffer>, says: RegExp]>([
    ['the form of curl -F', curlForm, /a form .*curl -T/],
    ['the form of fetch', formOf(phone), /a form/],
    [
      'a form with bare line ends',
      Buffer.from(curlForm.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
      /a form/,
    ],
    ['a part that names its type alone', Buffer.from('--x\r\nContent-Type: image/png\r\n\r\nPNG'), /a form/],
    ['a form whose parts begin with their type', typeFirst, /a form/],
    ['Base64', text(phone.toString('base64')), /Base64/],
    ['Base64 for URLs', text(icon.toString('base64url')), /Base64/],
    ['Base64 in lines', text(icon.toString('base64').replace(/.{76}/g, '$&\r\n')), /Base64/],
    ['a data: URL', text(`data:image/png;base64,${icon.toString('base64')}`), /data: URL/],
    ['a blob: URL', text('blob:https://a.example/0b9c2f4e'), /address of a file/],
    ['an object that became text', text('[object Blob]'), /JavaScript/],
    ['nothing that became text', text('undefined'), /JavaScript/],
    ['bytes as JSON', text(JSON.stringify(icon)), /JSON/],
    ['an array of bytes', text(JSON.stringify([...icon])), /JSON/],
    ['a web page', text('\n<!doctype HTML>\n<html>'), /HTML/],
    [
      'an error of S3',
      text('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'),
      /XML/,
    ],
    ['a JPEG that was read as text', Buffer.from(phone.toString('utf8')), /read as text/],
    ['a PNG that was read as text', Buffer.from(icon.toString('utf8')), /read as text/],
    ['a PNG that was read as Latin-1', Buffer.from(icon.toString('latin1'), 'utf8'), /read as text/],
    ['gzip', Buffer.from('1f8b0800000000000003', 'hex'), /gzip/],
    ['a signed chunk', text(`400;chunk-signature=${'0'.repeat(64)}\r\n`), /aws-chunked/],
    ['a PDF', text('%PDF-1.7\n'), /PDF/],
    ['a film', text('\0\0\0\x18ftypisom\0\0\0\0isomiso2'), /video/],
  ])('%s', async (_, bytes, says) => {
    const message = await messageOf(await bytes);
    expect(message).toMatch(/^NotAnImage: The file is not an image of any known format\. It /);
    expect(message).toMatch(says);
  });

  it.each([
    ['a letter', text('Dear Sir or Madam, this is no image')],
    ['a list', text('--\r\n- one\r\n- two')],
    ['a word that could be Base64', text('InternationalizationAndLocalization')],
    ['zeros', Buffer.alloc(100)],
  ])('and guesses nothing of %s', async (_, bytes) => {
    expect(await messageOf(bytes)).toBe('NotAnImage: The file is not an image of any known format.');
  });
});
