import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../plan.ts';
import type { Story } from '../story.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { edit } from './edit.ts';
import { misuse, repeat } from './keys.ts';
import { replay, upload } from './upload.ts';

/**
 * Takes one step of a story.
 * @throws Wrong at the first answer that was not promised
 */
export async function take(story: Story, step: Step): Promise<void> {
  switch (step.do) {
    case 'create':
      // `upload_url` may have made it while the one before was deleted.
      return story.life?.alive ? undefined : create(story, step);
    case 'upload':
      return upload(story, step);
    case 'edit':
      return edit(story, step);
    case 'delete':
      return remove(story, step);
    case 'replay':
      return replay(story, step);
    case 'repeat':
      return repeat(story, step);
    case 'misuse':
      return misuse(story, step);
    case 'rest':
      story.tell('a pause');
      await sleep(step.ms);
  }
}
