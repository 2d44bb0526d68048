import { correction, generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';

/** A QR code as the lines of a drawing; each of its dots is one unit wide. */
export interface QrCode {
  readonly size: number;
  readonly path: string;
}

/** The code of a text. Loaded only when somebody wants to see one. */
export function qrCode(text: string): QrCode {
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { size: code.size, path: toSvgPath(code) };
}
