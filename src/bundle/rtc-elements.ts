/** The whole kit in one file. */
import './share-lit.js';
export * from '../define.js';
