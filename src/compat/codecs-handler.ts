/** Kilobits a second; false or absent: no limit. */
export interface Bandwidth {
  audio?: number | false;
  video?: number | false;
  screen?: number | false;
}

type Kind = 'audio' | 'video';

/** Changes of session descriptions that old pages make by name (RTCMultiConnection's `CodecsHandler`). */
export const CodecsHandler = {
  /** Puts a video codec (`vp8`, `vp9`, `h264`, `av1`) first. */
  preferCodec: (sdp: string, codec: string): string =>
    changeMedia(sdp, 'video', (lines) => {
      const preferred = payloadsOf(lines, codec);
      return changePayloads(lines, (all) => [...preferred, ...all.filter((one) => !preferred.includes(one))]);
    }),

  preferVP9: (sdp: string): string => CodecsHandler.preferCodec(sdp, 'vp9'),

  /** Leaves VP8 and VP9 out. */
  removeVPX: (sdp: string): string =>
    changeMedia(sdp, 'video', (lines) =>
      removePayloads(lines, [...payloadsOf(lines, 'vp8'), ...payloadsOf(lines, 'vp9')]),
    ),

  /** Leaves all audio codecs but G.722 out. */
  removeNonG722: (sdp: string): string =>
    changeMedia(sdp, 'audio', (lines) => {
      const kept = payloadsOf(lines, 'g722');
      return kept.length === 0
        ? lines
        : removePayloads(
            lines,
            payloads(lines).filter((one) => !kept.includes(one)),
          );
    }),

  /** Asks for no repetition of lost packets. */
  disableNACK: (sdp: string): string => sdp.replace(/a=rtcp-fb:\S+ nack\r\n/g, ''),

  /** Limits, in kilobits a second, for what is to be received. */
  setApplicationSpecificBandwidth: (sdp: string, bandwidth: Bandwidth | undefined, isScreen = false): string => {
    const video = (isScreen && bandwidth?.screen) || bandwidth?.video;
    return limit(limit(sdp, 'audio', bandwidth?.audio), 'video', video);
  },

  /** Bounds of the bitrate of video, in kilobits a second, that Chromium reads. */
  setVideoBitrates: (sdp: string, { min, max }: { min?: number; max?: number } = {}): string => {
    const parameters = [min && `x-google-min-bitrate=${Number(min)}`, max && `x-google-max-bitrate=${Number(max)}`];
    return changeMedia(sdp, 'video', (lines) =>
      ['vp8', 'vp9', 'h264', 'av1']
        .flatMap((codec) => payloadsOf(lines, codec))
        .reduce((changed, payload) => addParameters(changed, payload, parameters.filter(Boolean).join(';')), lines),
    );
  },

  /** Parameters of Opus such as `maxaveragebitrate`; stereo unless told otherwise. `maxptime` has a line of its own. */
  setOpusAttributes: (sdp: string, { maxptime, ...parameters }: Record<string, string | number> = {}): string => {
    const all = { stereo: 1, 'sprop-stereo': 1, ...parameters };
    const text = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    return changeMedia(sdp, 'audio', (lines) => {
      const changed = payloadsOf(lines, 'opus').reduce(
        (some, payload) => addParameters(some, payload, text.join(';')),
        lines,
      );
      return maxptime === undefined
        ? changed
        : [...changed.filter((line) => !line.startsWith('a=maxptime:')), `a=maxptime:${maxptime}`];
    });
  },

  forceStereoAudio: (sdp: string): string => CodecsHandler.setOpusAttributes(sdp),

  /** Kept for pages that call it; the order in the description decides. */
  prioritize: (): void => undefined,
};

/** Calls `change` with the lines of each section of this kind. */
function changeMedia(sdp: string, kind: Kind, change: (lines: string[]) => string[]): string {
  return sdp
    .split(/^(?=m=)/m)
    .map((section) => {
      if (!section.startsWith(`m=${kind} `)) return section;
      return `${change(section.trimEnd().split(/\r?\n/)).join('\r\n')}\r\n`;
    })
    .join('');
}

/** The payload numbers of a section, in the order of preference. */
function payloads([media]: readonly string[]): string[] {
  return media.split(' ').slice(3);
}

function payloadsOf(lines: readonly string[], codec: string): string[] {
  return lines.flatMap((line) => {
    const [, payload, name] = /^a=rtpmap:(\d+) ([^/]+)\//.exec(line) ?? [];
    return name?.toLowerCase() === codec.toLowerCase() ? [payload] : [];
  });
}

function changePayloads(lines: readonly string[], change: (payloads: string[]) => string[]): string[] {
  const [media, ...rest] = lines;
  return [[...media.split(' ').slice(0, 3), ...change(payloads(lines))].join(' '), ...rest];
}

/** Removes payloads, what is said of them, and the repetitions that belong to them. */
function removePayloads(lines: readonly string[], unwanted: readonly string[]): string[] {
  const repeats = lines.flatMap((line) => {
    const [, payload, of] = /^a=fmtp:(\d+) apt=(\d+)/.exec(line) ?? [];
    return unwanted.includes(of) ? [payload] : [];
  });
  const gone = [...unwanted, ...repeats];
  if (payloads(lines).every((payload) => gone.includes(payload))) return [...lines];
  const kept = lines.filter((line) => !gone.includes(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1] ?? ''));
  return changePayloads(kept, (all) => all.filter((payload) => !gone.includes(payload)));
}

function addParameters(lines: readonly string[], payload: string, parameters: string): string[] {
  if (!parameters) return [...lines];
  const start = `a=fmtp:${payload} `;
  if (lines.some((line) => line.startsWith(start))) {
    return lines.map((line) => (line.startsWith(start) ? `${line};${parameters}` : line));
  }
  return lines.flatMap((line) => (line.startsWith(`a=rtpmap:${payload} `) ? [line, start + parameters] : [line]));
}

function limit(sdp: string, kind: Kind, kilobits: number | false | undefined): string {
  if (!kilobits) return sdp;
  return changeMedia(sdp, kind, (lines) => {
    const rest = lines.filter((line) => !line.startsWith('b='));
    // The order of lines is fixed: b= stands before the first a=, after i= and c=.
    const at = rest.findIndex((line) => line.startsWith('a='));
    return rest.toSpliced(at < 0 ? rest.length : at, 0, `b=AS:${Number(kilobits)}`);
  });
}
