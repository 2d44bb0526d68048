/** The value below which the share `at` (0 to 1) of the values lies, interpolated between neighbours. */
export function quantile(values, at) {
  const sorted = [...values].sort((one, other) => one - other);
  const position = (sorted.length - 1) * at;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (values) => quantile(values, 0.5);
