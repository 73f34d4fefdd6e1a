import type PhotoSwipe from 'photoswipe';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecords } from '../../../web/gallery/records.ts';
import { tell } from '../../../web/messages.ts';
import { fillSlides } from '../../../web/viewer/contents.ts';
import type { SlideList } from '../../../web/viewer/slide-list.ts';
import { someMetadata, someUrl } from '../metadata.ts';

vi.mock('../../../web/messages.ts', () => ({ tell: vi.fn() }));

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(tell).mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A viewer that shows one image, whose URL does not load. */
function givenLoadError(expiresIn: number, thumbnailIsNext = true) {
  const { id } = someMetadata();
  const records = createRecords();
  const url = someUrl({ expiresIn, thumbnailUrl: 'https://bucket.test/a.webp' });
  records.putAll([someMetadata({ status: 'ready', contentVersion: 1 })], [url]);
  const handlers = new Map<string, (event: object) => void>();
  const done: string[] = [];
  const list = {
    at: () => id,
    current: () => id,
    fail: () => thumbnailIsNext,
    refresh: () => done.push('shows what is next'),
  };
  fillSlides(
    { on: (name: string, handler: () => void) => handlers.set(name, handler) } as unknown as PhotoSwipe,
    records,
    list as unknown as SlideList,
    () => done.push('asks for a URL that works'),
  );
  vi.advanceTimersByTime(2000);
  handlers.get('loadError')!({ content: { index: 0, data: { src: url.url } } });
  vi.runAllTimers();
  return done;
}

describe('an image that does not load', () => {
  it('is replaced by its thumbnail, and that is said', () => {
    expect(givenLoadError(3600)).toEqual(['shows what is next']);
    expect(tell).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('this is its thumbnail'));
  });

  it('in the width that is needed is replaced by its original, and nothing is said', () => {
    expect(givenLoadError(3600, false)).toEqual(['shows what is next']);
    expect(tell).not.toHaveBeenCalled();
  });

  it('because its URL has ended is asked for anew, and nothing is said', () => {
    expect(givenLoadError(1)).toEqual(['asks for a URL that works']);
    expect(tell).not.toHaveBeenCalled();
  });
});
