import type { RecordStore } from './records/record-store.ts';
import type { Settings } from './settings.ts';
import type { ObjectUrls } from './tickets/object-urls.ts';

/** What the routes work with; made once, outside the handler. */
export interface ApiServices {
  settings: Settings;
  records: RecordStore;
  urls: ObjectUrls;
  /** Deletes images and their thumbnails by the images' object keys; what is deleted already is fine. */
  deleteImages(imageKeys: readonly string[]): Promise<void>;
}
