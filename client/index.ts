export {
  type ChangeCall,
  type ClientOptions,
  type Counted,
  type CreateCall,
  createClient,
  type EraseAll,
  type Erasing,
  type ImageIntakeClient,
  type RecordCall,
} from './client.ts';
export {
  ApiError,
  type ApiErrorBody,
  ArgumentError,
  ImageRejectedError,
  IntakeError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
  UploadSupersededError,
} from './errors.ts';
export type { Checksum, Uploadable } from './file.ts';
export type { ApiRequest, CallOptions, TokenSource } from './http/request.ts';
export type {
  Change,
  CreateBody,
  Disposition,
  Image,
  ImageName,
  ListParameters,
  Metadata,
  NamedUrl,
  Page,
  PreSignedUrl,
  Ticket,
  UpdateBody,
  UploadUrlBody,
} from './types.ts';
export type { NewRecord, Progress, UploadOptions } from './upload.ts';
export type { SentUpload, WaitOptions } from './wait.ts';
