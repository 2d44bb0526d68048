import { expect, fixture, html } from '@open-wc/testing';
import { FileViews } from '../../src/compat/default-views.js';
import type { FileChunk } from '../../src/compat/file-sharing.js';

const chunk: FileChunk = {
  uuid: 'f',
  name: '<img src=x onerror="window.hacked = true">.png',
  size: 10,
  type: 'image/png',
  lastModifiedDate: '',
  maxChunks: 4,
  currentPosition: 0,
  userid: '<b>mallory</b>',
  remoteUserId: '<i>bob</i>',
  extra: { userid: 'mallory' },
};

describe('FileViews', () => {
  it('shows how far a file is, then a link', async () => {
    const container = await fixture<HTMLElement>(html`<div></div>`);
    const views = new FileViews();

    views.start(chunk, container, false);
    views.progress({ ...chunk, currentPosition: 3 });
    expect(container.querySelector('progress')!.value).to.equal(3);
    expect(container.querySelector('label')!.textContent).to.equal('75%');
    views.end({ ...chunk, url: 'blob:x', end: true });

    const link = container.querySelector('a')!;
    expect([link.href, link.download]).to.deep.equal(['blob:x', chunk.name]);
    expect(container.querySelector('progress')).to.be.null;
    expect(container.querySelector('img')!.alt).to.equal(chunk.name);
  });

  it('shows what others have named as text only', async () => {
    const container = await fixture<HTMLElement>(html`<div></div>`);
    const views = new FileViews();

    views.start(chunk, container, true);
    expect(container.textContent).to.include('<i>bob</i>');
    views.end({ ...chunk, type: 'text/html', url: 'blob:x', end: true });

    expect(container.textContent).to.equal(`Download ${chunk.name}`);
    expect(container.querySelectorAll('b, i, img, iframe')).to.be.empty;
  });

  it('keeps apart the same file to two people', async () => {
    const container = await fixture<HTMLElement>(html`<div></div>`);
    const views = new FileViews();

    views.start(chunk, container, true);
    views.start({ ...chunk, remoteUserId: 'cleo' }, container, true);
    views.progress({ ...chunk, remoteUserId: 'cleo', currentPosition: 2 });

    expect([...container.querySelectorAll('progress')].map(({ value }) => value)).to.deep.equal([2, 0]);
  });
});
