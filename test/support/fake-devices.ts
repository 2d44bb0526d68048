/** What a test puts in the place of `navigator.mediaDevices`; undefined: the browser has no such thing. */
export type FakeDevices = Partial<Record<'getUserMedia' | 'getDisplayMedia', (wanted: never) => Promise<MediaStream>>>;

/** Puts fakes before the browser's own devices; what is not faked stays. @returns a function that undoes it. */
export function fakeDevices(fakes: FakeDevices | undefined): () => void {
  const real = MediaDevices.prototype;
  const value = fakes && {
    getUserMedia: (wanted: MediaStreamConstraints) => real.getUserMedia.call(devices, wanted),
    getDisplayMedia: () => Promise.resolve(pictureStream()),
    ...fakes,
  };
  const devices = navigator.mediaDevices;
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value });
  return () => void Reflect.deleteProperty(navigator, 'mediaDevices');
}

/**
 * Lets a test end a track as its device would: an event made by a script reaches no listener of a track in Firefox.
 * To be called before anybody else listens.
 */
export function endable(stream: MediaStream): () => void {
  const listeners: (() => void)[] = [];
  for (const track of stream.getVideoTracks()) {
    track.addEventListener = (type: string, listener: unknown) => {
      if (type === 'ended') listeners.push(listener as () => void);
    };
  }
  return () => listeners.forEach((listener) => listener());
}

/** A picture that changes all the time, as a screen does. */
export function pictureStream(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const context = canvas.getContext('2d')!;
  const stream = canvas.captureStream(10);
  const timer = setInterval(() => {
    context.fillStyle = `hsl(${performance.now() % 360} 80% 50%)`;
    context.fillRect(0, 0, 64, 64);
    if (stream.getTracks().every(({ readyState }) => readyState === 'ended')) clearInterval(timer);
  }, 100);
  return stream;
}

/** What the browser tells of its devices from now on, until the returned function is called. */
export function listedDevices(...devices: (Pick<MediaDeviceInfo, 'kind'> & Partial<MediaDeviceInfo>)[]): () => void {
  const { enumerateDevices } = MediaDevices.prototype;
  const found = devices.map((device) => ({ deviceId: '', groupId: '', label: '', ...device }));
  Object.assign(MediaDevices.prototype, { enumerateDevices: () => Promise.resolve(found) });
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  return () => Object.assign(MediaDevices.prototype, { enumerateDevices });
}
