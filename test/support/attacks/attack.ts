import type { Wire } from './wire.ts';

/**
 * `bare`: signed for its key alone. `declared`: type, length, checksum and create-once signed. `used`: a declared
 * one that was used already. `download`: a GET URL of a stored object.
 */
export type TicketKind = 'bare' | 'declared' | 'used' | 'download';

/** Where tickets come from, and what else an attacker may know. */
export interface Target {
  /** Name of the bucket. */
  bucket: string;
  /** Another bucket, which exists. */
  otherBucket: string;
  region: string;
  /** An origin that the bucket's CORS rules allow. */
  origin: string;
  /** A valid access key that is not the ticket's. */
  otherAccessKeyId: string;
  /** A request that would be accepted as it is; with `clock`, signed at another time. */
  ticket(kind: TicketKind, clock?: { signedSecondsAgo?: number; expiresIn?: number }): Promise<Wire>;
}

export interface Attack {
  title: string;
  ticket: TicketKind;
  clock?: { signedSecondsAgo?: number; expiresIn?: number };
  /** Turns the good request into the bad one; returns others in its place where that is easier. */
  change?: (wire: Wire, target: Target) => void | Promise<void>;
  /** What the embedded store must answer: a code of S3's, or a status where S3 sends no document. */
  refusedWith: string | number;
  /** Why Ceph RGW cannot judge this case, which then runs on the embedded store alone. */
  notOnRgw?: string;
}
