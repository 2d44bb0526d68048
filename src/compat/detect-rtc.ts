/** A device as old pages read it. */
export interface DetectedDevice {
  readonly id: string;
  readonly deviceId: string;
  readonly groupId: string;
  readonly kind: MediaDeviceKind;
  readonly label: string;
}

const scope = globalThis as typeof globalThis & Record<string, unknown>;
const agent = scope.navigator?.userAgent ?? '';

/** The fields of the DetectRTC library that pages read. What concerns devices is known after `load`. */
export const DetectRTC = {
  version: '1.4.1',
  browser: browser(),
  ...system(),
  isMobileDevice: /Android|iPhone|iPad|iPod|Mobile/.test(agent),

  isWebRTCSupported: 'RTCPeerConnection' in scope,
  isORTCSupported: false,
  isGetUserMediaSupported: has('mediaDevices', 'getUserMedia'),
  isScreenCapturingSupported: has('mediaDevices', 'getDisplayMedia'),
  isDesktopCapturingSupported: has('mediaDevices', 'getDisplayMedia'),
  isMultiMonitorScreenCapturingSupported: has('mediaDevices', 'getDisplayMedia'),
  isSctpDataChannelsSupported: 'RTCDataChannel' in scope,
  isRtpDataChannelsSupported: false,
  isAudioContextSupported: 'AudioContext' in scope,
  isCreateMediaStreamSourceSupported: 'AudioContext' in scope,
  isRemoteStreamProcessingSupported: 'AudioContext' in scope,
  isCanvasSupportsStreamCapturing: inPrototype('HTMLCanvasElement', 'captureStream'),
  isVideoSupportsStreamCapturing: inPrototype('HTMLMediaElement', 'captureStream'),
  isSetSinkIdSupported: inPrototype('HTMLMediaElement', 'setSinkId'),
  isRTPSenderReplaceTracksSupported: inPrototype('RTCRtpSender', 'replaceTrack'),
  isApplyConstraintsSupported: inPrototype('MediaStreamTrack', 'applyConstraints'),
  isPromisesSupported: true,
  isWebSocketsSupported: 'WebSocket' in scope,
  isWebSocketsBlocked: !('WebSocket' in scope),
  displayResolution: `${scope.screen?.width ?? 0} x ${scope.screen?.height ?? 0}`,
  displayAspectRatio: scope.screen ? (scope.screen.width / scope.screen.height).toFixed(2) : '',

  MediaDevices: [] as readonly DetectedDevice[],
  audioInputDevices: [] as readonly DetectedDevice[],
  audioOutputDevices: [] as readonly DetectedDevice[],
  videoInputDevices: [] as readonly DetectedDevice[],
  hasMicrophone: false,
  hasSpeakers: false,
  hasWebcam: false,
  isWebsiteHasMicrophonePermissions: false,
  isWebsiteHasWebcamPermissions: false,

  /** Looks for devices, then calls back; after 2 s anyway, for Firefox answers only a page that is looked at. */
  load(callback?: () => void): void {
    const late = new Promise((resolve) => setTimeout(resolve, 2000));
    void Promise.race([findDevices(), late]).finally(() => callback?.());
  },
  checkWebSocketsSupport(callback?: () => void): void {
    callback?.();
  },
  /** Addresses of the machine are nobody's business: never calls back. */
  DetectLocalIPAddress(): void {},
};

async function findDevices(): Promise<void> {
  try {
    const found = await navigator.mediaDevices.enumerateDevices();
    const devices = found.map(({ deviceId, groupId, kind, label }) => ({
      id: deviceId,
      deviceId,
      groupId,
      kind,
      label,
    }));
    const ofKind = (kind: MediaDeviceKind) => devices.filter((device) => device.kind === kind);
    const [microphones, speakers, cameras] = [ofKind('audioinput'), ofKind('audiooutput'), ofKind('videoinput')];
    Object.assign(DetectRTC, {
      MediaDevices: devices,
      audioInputDevices: microphones,
      audioOutputDevices: speakers,
      videoInputDevices: cameras,
      hasMicrophone: microphones.length > 0,
      hasSpeakers: speakers.length > 0,
      hasWebcam: cameras.length > 0,
      // A browser tells names and ids only of devices that the page may use.
      isWebsiteHasMicrophonePermissions: microphones.some(({ label }) => label),
      isWebsiteHasWebcamPermissions: cameras.some(({ label }) => label),
    });
  } catch {
    // No devices to be had, as outside of https: the fields keep saying so.
  }
}

function browser(): Record<string, unknown> {
  // The more special name comes first: Edge and Opera call themselves Chrome, and Chrome calls itself Safari.
  const names: readonly (readonly [string, RegExp])[] = [
    ['Edge', /\bEdg(?:e|A|iOS)?\/([\d.]+)/],
    ['Opera', /\b(?:OPR|Opera)\/([\d.]+)/],
    ['Firefox', /\b(?:Firefox|FxiOS)\/([\d.]+)/],
    ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\/([\d.]+)/],
    ['Safari', /\bVersion\/([\d.]+).*\bSafari\//],
  ];
  const [name, pattern] = names.find(([, one]) => one.test(agent)) ?? ['Unknown', /^$/];
  const fullVersion = pattern.exec(agent)?.[1] ?? '';
  const flags = Object.fromEntries([...names.map(([one]) => one), 'IE'].map((one) => [`is${one}`, one === name]));
  return { name, fullVersion, version: parseInt(fullVersion, 10) || 0, isPrivateBrowsing: false, ...flags };
}

function system(): { osName: string; osVersion: string } {
  const names: readonly (readonly [string, RegExp])[] = [
    ['Windows', /Windows NT ([\d.]+)/],
    ['Android', /Android ([\d.]+)/],
    ['iOS', /(?:iPhone|iPad|iPod).* OS ([\d_]+)/],
    ['Mac OS', /Mac OS X ([\d_.]+)/],
    ['Linux', /Linux()/],
  ];
  const [osName, pattern] = names.find(([, one]) => one.test(agent)) ?? ['Unknown Operating System', /^$/];
  return { osName, osVersion: (pattern.exec(agent)?.[1] ?? '').replaceAll('_', '.') };
}

function has(part: string, method: string): boolean {
  const object = (scope.navigator as unknown as Record<string, unknown> | undefined)?.[part];
  return typeof object === 'object' && object !== null && method in object;
}

function inPrototype(name: string, member: string): boolean {
  const constructor = scope[name] as { prototype: object } | undefined;
  return constructor !== undefined && member in constructor.prototype;
}
