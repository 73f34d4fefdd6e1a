import type { ObjectUrls } from './presign.ts';
import type { Settings } from './settings.ts';
import type { RecordStore } from './store.ts';

/** What the routes work with; made once, outside the handler. */
export interface Services {
  settings: Settings;
  store: RecordStore;
  urls: ObjectUrls;
}
