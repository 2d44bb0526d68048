/** The library's engine, for lines that let no WebSocket pass. */
export { Socket } from 'engine.io-client';
