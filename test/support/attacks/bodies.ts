import type { Attack } from './attack.ts';
import type { Wire } from './wire.ts';

const NO_CHECKSUM = 'RGW does not verify x-amz-checksum-*';
const NO_CREATE_ONCE = 'RGW does not honour If-None-Match in a versioned bucket';

/** Sends other bytes, with a Content-Length that fits them. */
function body(change: (bytes: Buffer) => Buffer): (wire: Wire) => void {
  return (wire) => {
    wire.body = change(wire.body);
    wire.headers['content-length'] = String(wire.body.length);
  };
}

const flipped = (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 9 ? byte ^ 1 : byte)));

export const bodyAttacks: Attack[] = [
  {
    title: 'a body one byte longer than declared',
    ticket: 'declared',
    change: body((bytes) => Buffer.concat([bytes, Buffer.from([0])])),
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'a body one byte shorter than declared',
    ticket: 'declared',
    change: body((bytes) => bytes.subarray(0, -1)),
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'an empty body',
    ticket: 'declared',
    change: body(() => Buffer.alloc(0)),
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'a body a thousand times longer than declared',
    ticket: 'declared',
    change: body((bytes) => Buffer.alloc(bytes.length * 1000, bytes)),
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'another body of the declared length',
    ticket: 'declared',
    change: body(flipped),
    refusedWith: 'BadDigest',
    notOnRgw: NO_CHECKSUM,
  },
  {
    title: 'a declared body in chunks, without its length',
    ticket: 'declared',
    change: (wire) => {
      wire.framing = 'chunks';
    },
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'any body in chunks, without a length',
    ticket: 'bare',
    change: (wire) => {
      wire.framing = 'chunks';
    },
    refusedWith: 'NotImplemented',
  },
  {
    title: 'a body in aws-chunked coding that was not signed so',
    ticket: 'bare',
    change: (wire) => {
      const { length } = wire.body;
      const tail = Buffer.from('\r\n0\r\n\r\n');
      body((bytes) => Buffer.concat([Buffer.from(`${length.toString(16)}\r\n`), bytes, tail]))(wire);
      wire.headers['x-amz-content-sha256'] = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
      wire.headers['x-amz-decoded-content-length'] = String(length);
      wire.headers['content-encoding'] = 'aws-chunked';
    },
    refusedWith: 'AccessDenied',
  },
  {
    title: 'a declared body cut off half-way',
    ticket: 'declared',
    change: (wire) => {
      wire.framing = 'cut';
    },
    refusedWith: 400,
  },
  {
    title: 'a bare body cut off half-way',
    ticket: 'bare',
    change: (wire) => {
      wire.framing = 'cut';
    },
    refusedWith: 400,
  },
  {
    title: 'a bare body with a Content-MD5 that is not its own',
    ticket: 'bare',
    change: (wire) => {
      wire.headers['content-md5'] = '1B2M2Y8AsgTpgAmY7PhCfg==';
    },
    refusedWith: 'BadDigest',
  },
  {
    title: 'the same ticket once more',
    ticket: 'used',
    refusedWith: 'PreconditionFailed',
    notOnRgw: NO_CREATE_ONCE,
  },
  {
    title: 'a used ticket with other bytes',
    ticket: 'used',
    change: body(flipped),
    refusedWith: 'PreconditionFailed',
    notOnRgw: NO_CREATE_ONCE,
  },
  {
    title: 'a used ticket without its If-None-Match',
    ticket: 'used',
    change: (wire) => {
      delete wire.headers['if-none-match'];
    },
    refusedWith: 'SignatureDoesNotMatch',
  },
];
