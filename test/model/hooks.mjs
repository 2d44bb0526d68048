// Joins socket.io-client, as it is, to the lines of the model: only its transport is another one.
const standIn = new URL('./engine-io.mjs', import.meta.url).href;
// A part that is loaded later takes real time, and a walk has none.
const loaded = new URL('./load-in-call.mjs', import.meta.url).href;

export async function resolve(specifier, context, next) {
  if (specifier === 'engine.io-client' && context.parentURL?.includes('/socket.io-client/')) {
    return { url: standIn, shortCircuit: true };
  }
  if (specifier === './load-in-call.js') return { url: loaded, shortCircuit: true };
  const found = await next(specifier, context);
  // The builds without the words for debugging, which are those that pages get.
  return { ...found, url: found.url.replace(/(\/socket\.io-[a-z]+\/build\/esm)-debug\//, '$1/') };
}
