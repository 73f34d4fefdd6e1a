import { createApp } from '../lib/app.ts';
import { review } from '../lib/review/review.ts';

// Set by the command line, to the region of the credentials that it runs with.
review(createApp({ deployersRegion: process.env.CDK_DEFAULT_REGION })).synth();
