/** The whole kit in one file. */
export * from '../define.js';
