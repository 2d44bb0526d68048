import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A reporter of the web test runner that writes `{ passed, failed, skipped }` to a file. */
export function jsonReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      const total = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const failedBefore = total.failed;
        if (session.testResults) count(session.testResults, total);
        // A file that does not load has no failed test of its own.
        if (!session.passed && total.failed === failedBefore) total.failed++;
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(total));
    },
  };
}

function count({ suites, tests }, total) {
  for (const test of tests) total[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed']++;
  for (const suite of suites) count(suite, total);
}
