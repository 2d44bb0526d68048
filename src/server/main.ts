#!/usr/bin/env node
import { createSignalingServer } from './index.js';

/** The process behind `npm start` and the bin: settings from the environment, one line when it is ready. */
try {
  const server = await createSignalingServer({ log: (line) => console.warn(line) });
  console.log(`rtc-elements-server is ready at ${server.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
} catch (error) {
  console.error(`rtc-elements-server: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
