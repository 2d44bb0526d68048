// The size that a visitor downloads: gzip -9 of the classic scripts, held against the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

// What every page with the small script loads right after it.
const notices = 'parts/room-notices.js';
const budget = {
  'rtc-elements.min.js': 65_000,
  'rtc-room.min.js': 35_000,
  'rtcmulticonnection.min.js': Infinity,
  [notices]: Infinity,
};

for (const [file, limit] of Object.entries(budget)) {
  const bytes = readFileSync(new URL(`../dist/${file}`, import.meta.url));
  const size = gzipSync(bytes, { level: 9 }).length;
  console.log(
    `dist/${file}: ${size} bytes gzip -9${limit === Infinity ? '' : ` of ${limit}`}, ${bytes.length} bytes plain`,
  );
  if (size > limit) process.exitCode = 1;
}
