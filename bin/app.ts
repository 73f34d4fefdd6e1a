import { createApp } from '../lib/app.ts';
import { review } from '../lib/review/review.ts';

review(createApp()).synth();
