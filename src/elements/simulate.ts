import type { MediaStreamInfo, Participant, StreamSource } from '../connection/state.js';

/** Short and long, of several scripts, one from right to left. */
const names = [
  'Amara Okafor',
  'Jonas',
  'Mei-Lin Chen',
  'Søren Aabye Kierkegaard-Thorvaldsen',
  'فاطمة الزهراء',
  'Ana',
  '山田 太郎',
  'Priya Raghunathan',
  'Tom O’Neill',
  'Zofia Wiśniewska',
  'José María',
  'Олена',
];

/** Of whom the hand is raised. */
const hands = [4, 9];

const drawn = new Map<string, MediaStreamInfo>();
const made = new Map<string, readonly Participant[]>();

/**
 * So many drawn people, oneself first: some silent, some without a picture, two with a raised hand, one who speaks and, if wanted, one who shares
 * the screen. They are the same each time, and their pictures are still.
 */
export function simulate(count: number, hasScreen = false): readonly Participant[] {
  const key = `${count} ${hasScreen}`;
  const people =
    made.get(key) ?? Array.from({ length: count }, (_, index) => person(index, hasScreen && index === 2 % count));
  made.set(key, people);
  return people;
}

function person(index: number, hasScreen: boolean): Participant {
  const again = Math.floor(index / names.length);
  const camera = stream(index, 'camera');
  const audio = index % 3 === 2 ? 'off' : 'on';
  const video = index % 4 === 3 ? 'off' : 'on';
  return Object.freeze({
    userid: `simulated-${index + 1}`,
    name: names[index % names.length] + (again ? ` ${again + 1}` : ''),
    extra: hands.includes(index) ? { hand: index } : {},
    isLocal: index === 0,
    isOwner: index === 0,
    streams: [{ ...camera, audio, video } as const, ...(hasScreen ? [stream(index, 'screen')] : [])],
    connection: index % 16 === 13 ? 'reconnecting' : 'connected',
    quality: index % 8 === 6 ? 'poor' : 'good',
    speaking: index === 1,
    volume: 1,
  });
}

/** One for all grids of the page: what is still costs nothing but its memory. */
function stream(index: number, source: StreamSource): MediaStreamInfo {
  const id = `simulated-${source}-${index + 1}`;
  const info = drawn.get(id) ?? { id, stream: draw(index, source), source, audio: 'none', video: 'on' };
  drawn.set(id, info);
  return info;
}

function draw(index: number, source: StreamSource): MediaStream {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = source === 'screen' ? [1280, 720] : [480, 270];
  const context = canvas.getContext('2d');
  // Where pictures cannot be made of drawings there are none.
  if (!context || !('captureStream' in canvas)) return new MediaStream();
  const picture = canvas.captureStream();
  if (source === 'screen') drawScreen(context, canvas);
  else drawPerson(context, canvas, index);
  return picture;
}

type Size = Readonly<Record<'width' | 'height', number>>;

/** Head and shoulders before a wall, each in colours of their own. */
function drawPerson(context: CanvasRenderingContext2D, { width, height }: Size, index: number): void {
  const hue = (index * 137) % 360;
  const wall = context.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, `hsl(${hue} 35% 72%)`);
  wall.addColorStop(1, `hsl(${hue + 40} 35% 48%)`);
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  const disc = (color: string, x: number, y: number, across: number, down: number) => {
    context.fillStyle = color;
    context.beginPath();
    context.ellipse(x * width, y * height, across * height, down * height, 0, 0, 2 * Math.PI);
    context.fill();
  };
  const skin = `hsl(${18 + (index % 5) * 4} ${35 + (index % 3) * 8}% ${34 + ((index * 3) % 6) * 8}%)`;
  const hair = `hsl(${20 + (index % 4) * 8} 30% ${12 + ((index * 7) % 5) * 11}%)`;
  disc(`hsl(${hue + 180} 40% 38%)`, 0.5, 1.06, 0.42, 0.36);
  disc(hair, 0.5, 0.42, 0.23, index % 2 ? 0.32 : 0.26);
  disc(skin, 0.5, 0.66, 0.09, 0.16);
  disc(skin, 0.5, 0.47, 0.18, 0.23);
}

/** A page with a headline, lines and a chart. */
function drawScreen(context: CanvasRenderingContext2D, { width, height }: Size): void {
  const block = (color: string, x: number, y: number, across: number, down: number) => {
    context.fillStyle = color;
    context.fillRect(x * width, y * height, across * width, down * height);
  };
  block('#f7f8fb', 0, 0, 1, 1);
  block('#1b2a49', 0, 0, 1, 0.09);
  block('#1b2a49', 0.06, 0.16, 0.4, 0.06);
  for (let line = 0; line < 7; line++) block('#b9c2d3', 0.06, 0.3 + line * 0.08, 0.3 + ((line * 5) % 4) * 0.025, 0.025);
  [0.3, 0.45, 0.38, 0.6, 0.52].forEach((bar, index) =>
    block(`hsl(${205 + index * 12} 60% 52%)`, 0.54 + index * 0.08, 0.9 - bar, 0.055, bar),
  );
}
