import type { Erasures } from '../shared/following/erasures.ts';
import type { RecordStore } from './records/record-store.ts';
import type { RequestStore } from './records/request-store.ts';
import type { Settings } from './settings.ts';
import type { ObjectUrls } from './tickets/object-urls.ts';
import type { TicketCounter } from './tickets/ticket-counter.ts';

/** What the routes work with; made once, outside the handler. */
export interface ApiServices {
  settings: Settings;
  records: RecordStore;
  urls: ObjectUrls;
  requests: RequestStore;
  tickets: TicketCounter;
  erasures: Erasures;
}
