import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/** A reporter of the web test runner that writes `{ passed, failed, skipped, failures }` to a file. */
export function jsonReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
      for (const { testFile, testResults, passed, errors } of sessions) {
        const failedBefore = total.failed;
        const file = relative('.', testFile);
        if (testResults) count(testResults, total, file);
        // A file that does not load has no failed test of its own.
        if (passed || total.failed > failedBefore) continue;
        total.failed++;
        total.failures.push(`${file}: ${errors[0]?.message ?? 'did not finish'}`);
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(total));
    },
  };
}

function count({ name, suites, tests }, total, path) {
  const full = [path, name].filter(Boolean).join(' > ');
  for (const { name, skipped, passed, error } of tests) {
    total[skipped ? 'skipped' : passed ? 'passed' : 'failed']++;
    if (!skipped && !passed) total.failures.push(`${full} > ${name}: ${error?.message}`);
  }
  for (const suite of suites) count(suite, total, full);
}
