import type { RequestListener } from 'node:http';
import type { DataFolder } from '../data/data-folder.ts';
import type { Credentials } from './auth/sigv4.ts';
import type { CorsRule } from './http/cors.ts';

export interface S3Bucket {
  name: string;
  versioned: boolean;
  /** It is not versioned any more: what is written has the version `null`, and deletion leaves a marker. */
  suspended?: boolean;
  /** CloudFormation's `CorsRules`. */
  cors: CorsRule[];
  /** `events` as CloudFormation writes them: `s3:ObjectCreated:*`. */
  notifications: { events: string[]; prefix?: string; suffix?: string; queueArn: string }[];
}

export interface LocalS3Options {
  /** 127.0.0.1 by default. */
  host?: string;
  /** Any free port by default. */
  port?: number;
  region: string;
  buckets: S3Bucket[];
  /** The secret of an access key; undefined for a key that nobody has. */
  credentials: (accessKeyId: string) => Credentials | undefined;
  /** Puts an event into a queue; called again until it succeeds. */
  deliver: (queueArn: string, messageBody: string) => Promise<void>;
  /** An external engine (Ceph RGW) instead of the embedded one. Clients then sign with its own credentials. */
  endpoint?: string;
  engineCredentials?: { accessKeyId: string; secretAccessKey: string };
  /** Where objects and notifications outlive the run; they are in memory when left out. */
  data?: DataFolder | undefined;
  /** Events come twice, late and shuffled. */
  chaos?: boolean;
  /** Makes the delays of `chaos` repeatable. */
  chaosSeed?: number;
  /** Told of every request that was answered. `bytesIn` and `bytesOut` count body bytes. */
  onRequest?: (call: {
    accessKeyId: string;
    /** Sent by the holder of a presigned URL, in the signer's name. */
    presigned: boolean;
    operation: string;
    bucket: string;
    key: string;
    status: number;
    bytesIn: number;
    bytesOut: number;
  }) => void;
  /** IAM: whether the signer may do `s3:PutObject` and the like; everything is allowed by default. */
  authorize?: (request: {
    accessKeyId: string;
    action: string;
    resource: string;
    /** Condition keys. */
    context: Readonly<Record<string, string>>;
  }) => boolean;
}

/** An engine that serves the buckets: the embedded one, or an external one. */
export interface S3Engine {
  endpoint: string;
  /** Answers as the embedded S3 requests that came by another host, whose URLs are signed for the endpoint's. */
  serve?: RequestListener;
  /** With an external engine: what clients must sign with. */
  engineCredentials?: { accessKeyId: string; secretAccessKey: string };
  close(): Promise<void>;
}

export interface LocalS3 extends S3Engine {
  /** How many notifications no queue has taken yet. */
  undelivered(): number;
}
