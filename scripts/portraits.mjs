// Drawn people for the cameras of the screenshots.

/** Who is in the pictures. */
export const people = [
  { name: 'Amara', wall: '#d9e4dc', shirt: '#c65f3d', skin: '#8a5a3c', hair: '#2a1c18', look: 'curls', place: 'plant' },
  { name: 'Jonas', wall: '#e9dcc7', shirt: '#2f4d6e', skin: '#efc3a0', hair: '#a8743a', look: 'beard', place: 'shelf' },
  {
    name: 'Mei-Lin',
    wall: '#cfd9e8',
    shirt: '#e2b13c',
    skin: '#f0cda6',
    hair: '#1f1d24',
    look: 'bob',
    place: 'window',
  },
];

/** The picture of a person as SVG; `breath` from -1 to 1. */
export function portrait({ wall, shirt, skin, hair, look, place }, breath) {
  const lift = breath * 4;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="540" viewBox="0 0 960 540">
    <rect width="960" height="540" fill="${wall}"/>
    ${places[place]}
    <g transform="translate(0 ${lift.toFixed(2)})">
      ${looks[look].behind(hair)}
      <path d="M240 560c0-110 70-160 170-172h140c100 12 170 62 170 172z" fill="${shirt}"/>
      <path d="M425 330h110v66c0 40-110 40-110 0z" fill="${skin}"/>
      <path d="M425 352c30 34 80 34 110 0v22c-30 30-80 30-110 0z" fill="#0002"/>
      <g transform="translate(0 ${(lift / 2).toFixed(2)})">
        <ellipse cx="480" cy="240" rx="104" ry="128" fill="${skin}"/>
        ${looks[look].front(hair)}
        <circle cx="440" cy="236" r="8" fill="#221a18"/><circle cx="520" cy="236" r="8" fill="#221a18"/>
        <path d="M424 212q16-12 32 0M504 212q16-12 32 0" fill="none" stroke="${hair}" stroke-width="7" stroke-linecap="round"/>
        <path d="M480 246q-10 26 4 30" fill="none" stroke="#0003" stroke-width="6" stroke-linecap="round"/>
        <path d="M444 304q36 30 72 0" fill="none" stroke="${look === 'beard' ? '#fff' : '#7a2f2a'}" stroke-width="8" stroke-linecap="round"/>
      </g>
    </g>
  </svg>`;
}

const looks = {
  curls: {
    behind: (hair) =>
      [
        [480, 130, 100],
        [382, 172, 72],
        [578, 172, 72],
        [352, 250, 58],
        [608, 250, 58],
        [368, 318, 44],
        [592, 318, 44],
      ]
        .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${hair}"/>`)
        .join(''),
    front: (hair) =>
      `<path d="M378 214c14-84 190-84 204 0-36-44-70-52-102-52s-66 8-102 52z" fill="${hair}"/>
       <circle cx="376" cy="286" r="9" fill="#e2b13c"/><circle cx="584" cy="286" r="9" fill="#e2b13c"/>`,
  },
  beard: {
    behind: () => '',
    front: (hair) =>
      `<path d="M374 226c-8-150 220-150 212 0-10-34-22-52-40-62-50 8-92 4-130-10-22 16-34 36-42 72z" fill="${hair}"/>
       <path d="M378 250c6 20 14 30 26 36 20-16 132-16 152 0 12-6 20-16 26-36 4 90-38 140-102 140s-106-50-102-140z" fill="${hair}"/>
       <g fill="none" stroke="#27313d" stroke-width="6"><circle cx="440" cy="238" r="30"/><circle cx="520" cy="238" r="30"/><path d="M470 236h20"/></g>`,
  },
  bob: {
    behind: (hair) => `<path d="M350 366c-20-120-10-280 130-280s150 160 130 280c-30 20-230 20-260 0z" fill="${hair}"/>`,
    front: (hair) => `<path d="M372 222c0-150 216-150 216 0-60-4-130-24-156-66-12 34-34 56-60 66z" fill="${hair}"/>`,
  },
};

const places = {
  plant: `<rect x="690" y="0" width="16" height="540" fill="#c3d3c8"/>
    <g fill="#4f8a68"><ellipse cx="790" cy="300" rx="26" ry="92" transform="rotate(-28 790 300)"/>
    <ellipse cx="862" cy="290" rx="26" ry="100" transform="rotate(16 862 290)"/>
    <ellipse cx="826" cy="250" rx="26" ry="110"/></g>
    <path d="M766 400h124l-16 140H782z" fill="#b9835c"/>
    <rect x="70" y="90" width="150" height="200" rx="4" fill="#f4efe2"/><circle cx="145" cy="180" r="44" fill="#e0a458"/>`,
  shelf: `<g fill="#b98d5c"><rect x="40" y="150" width="250" height="14"/><rect x="680" y="230" width="240" height="14"/></g>
    <g><rect x="60" y="60" width="30" height="90" fill="#8c3b2e"/><rect x="96" y="76" width="26" height="74" fill="#3f6b63"/>
    <rect x="128" y="50" width="34" height="100" fill="#d8a24a"/><rect x="168" y="84" width="24" height="66" fill="#4b5d80"/>
    <rect x="710" y="150" width="28" height="80" fill="#4b5d80"/><rect x="744" y="136" width="32" height="94" fill="#8c3b2e"/>
    <circle cx="850" cy="196" r="34" fill="#f4efe2"/></g>`,
  window: `<rect x="640" y="40" width="270" height="330" rx="6" fill="#f7fafd"/><rect x="656" y="56" width="238" height="298" fill="#a9cbe8"/>
    <circle cx="840" cy="120" r="34" fill="#fff3c9"/><path d="M656 354v-70l70-60 70 50 50-36 48 40v76z" fill="#7fa58c"/>
    <rect x="768" y="56" width="12" height="298" fill="#f7fafd"/><rect x="110" y="0" width="6" height="120" fill="#8894a8"/>
    <path d="M70 180l26-64h34l26 64z" fill="#e9a06b"/>`,
};
