import { describe, expect, it } from 'vitest';
import { usageOfMonth, viewsByPages } from '../../bench/cost/growth.ts';
import measured from '../../bench/cost/measured.json' with { type: 'json' };

describe('a month', () => {
  const imageBytes = 3e6;

  it('keeps as many images as it takes, unless it is told of more, with their thumbnails and records', () => {
    const taken = usageOfMonth(measured, { uploads: 1000, imageBytes });
    const kept = usageOfMonth(measured, { kept: 1000, imageBytes });
    expect(kept).toMatchObject({ apiRequests: 0, s3Puts: 0, storedBytes: taken.storedBytes });
    expect(kept.storedBytes / 1000).toBeGreaterThan(imageBytes);
    expect(kept.storedBytes / 1000).toBeLessThan(imageBytes + 20_000);
    expect(kept.tableBytes).toBe(taken.tableBytes);
    expect(taken.apiRequests).toBeCloseTo(10 * measured.uploads.apiRequests);
  });

  it('sends originals of S3, or the same bytes for any original of CloudFront', () => {
    const views = 1000;
    expect(usageOfMonth(measured, { views, imageBytes })).toMatchObject({
      s3BytesOut: views * imageBytes,
      cdnBytesOut: 0,
      storedBytes: 0,
    });
    const small = usageOfMonth(measured, { views, imageBytes, delivered: true });
    expect(small).toMatchObject({ s3BytesOut: 0, s3Gets: 0, cdnRequests: views });
    expect(small).toEqual(usageOfMonth(measured, { views, imageBytes: 1, delivered: true }));
  });

  it('asks the API once for each page of records, and S3 for each image', () => {
    const usage = viewsByPages(measured, { views: 1000 });
    expect(usage.apiRequests).toBeCloseTo(1000 / measured.lists.recordsAPage);
    expect(usage.s3Gets).toBe(1000);
  });
});
