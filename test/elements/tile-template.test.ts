import { expect, fixture, html } from '@open-wc/testing';
import type { RtcVideoGrid } from '../../src/define/rtc-video-grid.js';
import '../../src/define/rtc-video-grid.js';
import { fakeConnection, person } from '../support/fake-connection.js';
import { pictureStream } from '../support/fake-devices.js';
import { until } from '../support/until.js';

async function templated(...others: ReturnType<typeof person>[]) {
  const connection = fakeConnection();
  connection.enter(...others);
  const grid = await fixture<RtcVideoGrid>(html`
    <rtc-video-grid self="hidden" style="width: 640px; height: 360px" .connection=${connection}>
      <template slot="tile">
        <figure>
          <video></video>
          <figcaption data-rtc="name"></figcaption>
          <em data-rtc-if="camera-off">no picture</em>
          <strong data-rtc-if="!camera-off">live</strong>
        </figure>
      </template>
    </rtc-video-grid>
  `);
  const query = <E extends Element = HTMLElement>(selector: string) => grid.shadowRoot!.querySelector<E>(selector)!;
  await until(() => query('figure'), 'a tile of the template');
  return { grid, connection, query };
}

describe('a template in rtc-video-grid', () => {
  it('replaces the tiles, and is filled with name, facts and picture', async () => {
    const streamInfo = pictureStream();
    const { grid, connection, query } = await templated(person({ userid: 'ada', name: 'Ada' }));

    expect(grid.tiles).to.deep.equal([]);
    expect(query('figcaption').textContent).to.equal('Ada');
    expect(query('em').hidden).to.equal(false);
    expect(query('strong').hidden).to.equal(true);

    connection.enter(
      person({
        userid: 'ada',
        name: 'Countess',
        streams: [{ id: streamInfo.id, stream: streamInfo, source: 'camera', audio: 'on', video: 'on' }],
      }),
    );
    await until(() => query('figcaption').textContent === 'Countess', 'the new name');

    expect(query<HTMLVideoElement>('video').srcObject).to.equal(streamInfo);
    expect(query<HTMLVideoElement>('video').muted).to.equal(true);
    expect(query('em').hidden).to.equal(true);
    expect(query('strong').hidden).to.equal(false);
  });

  it('knows who speaks, who is pinned and how good the line is', async () => {
    const ada = person({ userid: 'ada', name: 'Ada' });
    const { grid, connection } = await templated(ada);
    const facts = ['speaking', 'pinned', 'quality', 'good', 'poor', '!poor'];
    grid.querySelector('template')!.remove();
    await until(() => grid.tiles.length === 1, 'the tile of the kit');
    const template = document.createElement('template');
    template.slot = 'tile';
    template.innerHTML =
      facts.map((fact) => `<i data-rtc-if="${fact}">${fact}</i>`).join('') + '<b data-rtc="quality"></b>';
    grid.append(template);
    const shown = () =>
      [...grid.shadowRoot!.querySelectorAll<HTMLElement>('li i, li b')]
        .filter(({ hidden }) => !hidden)
        .map(({ textContent }) => textContent);
    await until(() => shown().length > 0, 'a tile of the new template');
    const before = shown();

    connection.enter({ ...ada, quality: 'poor', ...{ speaking: true } });
    grid.pin('ada');

    await until(() => shown().includes('pinned'), 'the pinned tile');
    expect(before).to.deep.equal(['!poor', 'unknown']);
    expect(shown()).to.deep.equal(['speaking', 'pinned', 'quality', 'poor', 'poor']);
  });

  it('shows foreign text as text', async () => {
    const { query } = await templated(person({ name: '<img src=x onerror=alert(1)>' }));

    expect(query('figcaption').textContent).to.equal('<img src=x onerror=alert(1)>');
    expect(query('img')).to.equal(null);
  });

  it('gives way to the tiles of the kit when it is taken out', async () => {
    const { grid, query } = await templated(person({ name: 'Ada' }));

    grid.querySelector('template')!.remove();

    await until(() => grid.tiles.length === 1, 'the tile of the kit');
    expect(query('figure')).to.equal(null);
  });
});
