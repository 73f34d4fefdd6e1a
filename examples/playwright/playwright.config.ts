import { defineConfig } from '@playwright/test';

export default defineConfig({
  globalSetup: './intake.ts',
  use: {
    // Of `npx playwright install chromium-headless-shell`, or one that the machine has.
    launchOptions: { executablePath: process.env.CHROMIUM_PATH },
  },
});
