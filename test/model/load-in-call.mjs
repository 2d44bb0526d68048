// The part of the engine that pages load later, at once.
import * as part from '../../dist/esm/connection/in-call.js';

export const loadInCall = async () => part;
