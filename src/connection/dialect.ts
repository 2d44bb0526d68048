import { limits, type Extra } from '../wire.js';
import type { PeerMessage, StreamDescription, StreamDescriptions } from './peer-message.js';
import type { TrackState } from './state.js';

/** What a relayed message can mean: something for the peer, or a step of stock's handshake. */
export type Incoming =
  | PeerMessage
  /** "Connect with me"; `kit` when the sender says that it is one of us. */
  | { readonly kind: 'request'; readonly kit: boolean }
  /** Stock: "get your media ready, then say so". */
  | { readonly kind: 'enable-media'; readonly preferences: Record<string, unknown> }
  /** Stock: "send me your offer now". */
  | { readonly kind: 'ready'; readonly streams: StreamDescriptions }
  /** The sender has gone; with `closes` everybody is to go. */
  | { readonly kind: 'left'; readonly closes: boolean };

type Fields = Record<string, unknown>;

const trackStates: readonly unknown[] = ['on', 'off', 'none'];
const endings: readonly unknown[] = ['ended', 'inactive', 'stream-removed'];
const maxStreams = 16;

/** Reads the `message` of an envelope; undefined: not understood, to be ignored. Foreign: every field is checked. */
export function parseMessage(message: unknown): Incoming | undefined {
  if (message === 'dropPeerConnection') return { kind: 'left', closes: false };
  if (!isFields(message)) return undefined;
  if (message.streamSyncNeeded === true) return parseStreamState(message);
  if (message.readyForOffer === true) return { kind: 'ready', streams: readyStreams(message.userPreferences) };
  if (message.newParticipationRequest === true) return { kind: 'request', kit: message.kit === true };
  if (message.userLeft === true) return { kind: 'left', closes: message.autoCloseEntireSession === true };
  if (message.enableMedia === true) {
    return { kind: 'enable-media', preferences: isFields(message.userPreferences) ? message.userPreferences : {} };
  }
  if (message.type === 'offer' || message.type === 'answer') return parseDescription(message, message.type);
  if (typeof message.candidate === 'string') return parseCandidate(message, message.candidate);
  return undefined;
}

/** Writes a message for a peer in the words of the wire. */
export function formatMessage(message: PeerMessage, extra: Extra): Fields {
  switch (message.kind) {
    case 'description':
      return {
        type: message.type,
        sdp: message.sdp,
        remotePeerSdpConstraints: message.type === 'offer' && sdpConstraints,
        renegotiatingPeer: message.renegotiation,
        dontGetRemoteStream: false,
        extra,
        streamsToShare: formatStreams(message.streams),
        gen: message.gen,
        round: message.round,
      };
    case 'candidate': {
      const { candidate, sdpMid, sdpMLineIndex } = message.candidate;
      return { candidate, sdpMid, sdpMLineIndex, gen: message.gen };
    }
    case 'stream-state': {
      const { id, audio, video } = message;
      const action = (audio ?? video) === 'on' ? 'unmute' : 'mute';
      return {
        streamSyncNeeded: true,
        streamid: id,
        action,
        type: audio && video ? 'both' : audio ? 'audio' : 'video',
      };
    }
    case 'stream-ended':
      return { streamSyncNeeded: true, streamid: message.id, action: 'ended', type: 'both' };
    case 'streams':
      return { readyForOffer: true, userPreferences: { streamsToShare: formatStreams(message.streams) } };
  }
}

const sdpConstraints = { OfferToReceiveAudio: true, OfferToReceiveVideo: true };

/** "Connect with me", to the room or to one member. */
export function formatRequest(oneway: boolean, dataOnly: boolean): Fields {
  return {
    newParticipationRequest: true,
    isOneWay: oneway,
    isDataOnly: dataOnly,
    localPeerSdpConstraints: sdpConstraints,
    remotePeerSdpConstraints: sdpConstraints,
    kit: true,
  };
}

/** The answer to `enable-media`: the preferences come back with the own streams added. */
export function formatReady(preferences: Fields, streams: StreamDescriptions): Fields {
  return { readyForOffer: true, userPreferences: { ...preferences, streamsToShare: formatStreams(streams) } };
}

/** A goodbye to one peer of a server that knows no leaving. */
export function formatLeft(closes: boolean): Fields {
  return closes ? { userLeft: true, autoCloseEntireSession: true } : { userLeft: true };
}

function formatStreams(streams: StreamDescriptions): Fields {
  const entries = [...streams].map(([id, { source, audio, video }]) => {
    const isScreen = source === 'screen';
    const isVideo = !isScreen && video !== 'none';
    return [id, { isAudio: !isScreen && !isVideo, isVideo, isScreen, audio, video }] as const;
  });
  return Object.fromEntries(entries);
}

function parseStreams(value: unknown): StreamDescriptions {
  const streams = new Map<string, StreamDescription>();
  if (!isFields(value)) return streams;
  for (const [id, flags] of Object.entries(value).slice(0, maxStreams)) {
    if (!isFields(flags)) continue;
    streams.set(id, {
      source: flags.isScreen === true ? 'screen' : 'camera',
      audio: trackState(flags.audio),
      video: trackState(flags.video),
    });
  }
  return streams;
}

function readyStreams(preferences: unknown): StreamDescriptions {
  return parseStreams(isFields(preferences) ? preferences.streamsToShare : undefined);
}

function parseDescription(message: Fields, type: 'offer' | 'answer'): PeerMessage | undefined {
  const { sdp } = message;
  if (typeof sdp !== 'string' || sdp.length > limits.messageBytes) return undefined;
  const renegotiation = message.renegotiatingPeer === true;
  const streams = parseStreams(message.streamsToShare);
  const round = typeof message.round === 'number' ? message.round : undefined;
  return { kind: 'description', type, sdp, gen: generation(message.gen), renegotiation, round, streams };
}

function parseCandidate(message: Fields, candidate: string): PeerMessage {
  const sdpMid = typeof message.sdpMid === 'string' ? message.sdpMid : null;
  const sdpMLineIndex = typeof message.sdpMLineIndex === 'number' ? message.sdpMLineIndex : null;
  return { kind: 'candidate', candidate: { candidate, sdpMid, sdpMLineIndex }, gen: generation(message.gen) };
}

function parseStreamState(message: Fields): PeerMessage | undefined {
  const { streamid: id, action, type } = message;
  if (typeof id !== 'string') return undefined;
  if (endings.includes(action)) return { kind: 'stream-ended', id };
  if (action !== 'mute' && action !== 'unmute') return undefined;
  const state: TrackState = action === 'mute' ? 'off' : 'on';
  return {
    kind: 'stream-state',
    id,
    audio: type === 'video' ? undefined : state,
    video: type === 'audio' ? undefined : state,
  };
}

function trackState(value: unknown): TrackState | undefined {
  return trackStates.includes(value) ? (value as TrackState) : undefined;
}

function generation(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 64 ? value : undefined;
}

/** True for plain objects, false for null and arrays. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
