export { createClient, type ImageIntakeClient } from './client.ts';
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
export { imageSrc, imageSrcSet } from './image-src.ts';
export type { Results } from './many/batches.ts';
export type {
  Images,
  ImageToImport,
  ImportOptions,
  ImportOutcome,
  ImportResult,
} from './many/import-from.ts';
export type {
  FailedFile,
  FileOutcome,
  Files,
  FileToUpload,
  TotalProgress,
  UploadAllOptions,
  UploadAllResult,
  UploadedFile,
} from './many/upload-all.ts';
export type { FileSource, Uploader } from './many/uploader.ts';
export type {
  ChangeCall,
  ClientOptions,
  Counted,
  CreateCall,
  EraseAll,
  Erasing,
  RecordCall,
} from './options/client-options.ts';
export type {
  BatchRecord,
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
