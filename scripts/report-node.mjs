/** A reporter of node:test that writes `{ passed, failed, skipped, failures }`; suites are not counted. */
export default async function* report(source) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const { type, data } of source) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue;
    const isLeftOut = data.skip !== undefined || data.todo !== undefined;
    total[isLeftOut ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed']++;
    if (isLeftOut || type === 'test:pass') continue;
    const { error } = data.details;
    total.failures.push(`${data.name}: ${error?.cause?.message ?? error?.message}`);
  }
  yield JSON.stringify(total);
}
