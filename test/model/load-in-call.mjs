// The part of the engine that pages load later: at once, unless a test makes it come late or never.
import * as part from '../../dist/esm/connection/in-call.js';

export const loading = { delay: 0, isMissing: false };

export const loadInCall = async () => {
  const { delay, isMissing } = loading;
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  if (isMissing) throw new Error('The part cannot be loaded.');
  return part;
};
