/** All that is not as it should be once nothing happens any more; empty when all agree. */
export function differences(world) {
  const wrong = [];
  const alive = world.pages.filter((page) => page && !page.dead);
  const people = new Map(alive.map((page) => [page.controller.userid, page]));
  for (const page of alive) {
    const others = alive.filter((one) => one !== page && page.wanted !== undefined && one.wanted === page.wanted);
    const say = (text) => wrong.push(`${page.name} ${text}`);
    if (page.wanted === undefined) checkOutside(page, say);
    else checkInside(page, others, people, say);
    checkTracks(page, say);
  }
  checkServer(world, alive, (text) => wrong.push(`the server ${text}`));
  return wrong;
}

function checkOutside({ controller, peers, tracks }, say) {
  const { status, roomId, participants, isOwner } = controller.state;
  if (['connected', 'connecting', 'reconnecting'].includes(status)) say(`is out of the room and ${status}`);
  if (roomId !== undefined || participants.length > 0 || isOwner) say('is out of the room and still has one');
  if ([...tracks].some(({ readyState }) => readyState === 'live')) say('is out of the room and a device still runs');
  if (peers.size > 0) say(`is out of the room and has ${peers.size} connections`);
}

function checkInside(page, others, people, say) {
  const { controller, peers, wanted } = page;
  const { status, roomId, participants, isOwner } = controller.state;
  if (status !== 'connected') say(`is ${status}`);
  if (roomId !== wanted) say(`is in ${roomId} instead of ${wanted}`);
  const seen = participants.map(({ userid }) => people.get(userid)?.name ?? userid).sort();
  const there = [page, ...others].map(({ name }) => name).sort();
  if (String(seen) !== String(there)) return say(`sees ${seen} instead of ${there}`);
  const owners = participants.filter((one) => one.isOwner).map(({ userid }) => userid);
  const owner = page.world.network.server?.signaling.rooms.owner(wanted);
  if (String(owners) !== owner) say(`takes ${owners} for the owner instead of ${owner}`);
  if (isOwner !== (owner === controller.userid)) say(`takes itself for ${isOwner ? 'the owner' : 'no owner'}`);
  const camera = controller.state.local.streams.find(({ source }) => source === 'camera');
  for (const kind of ['audio', 'video']) {
    if (controller.session[kind] && (camera?.[kind] ?? 'none') === 'none') say(`has no ${kind} of its own`);
  }
  if (peers.size !== others.length) say(`has ${peers.size} connections for ${others.length} others`);
  for (const other of others) checkPerson(page, other, say);
  checkFlow(page, say);
  return undefined;
}

function checkPerson({ controller }, other, say) {
  const { userid, extra } = other.controller;
  const person = controller.state.participants.find((one) => one.userid === userid);
  if (JSON.stringify(person.extra) !== JSON.stringify(extra) || person.name !== extra.name) {
    say(`calls ${other.name} ${JSON.stringify(person.extra)} instead of ${JSON.stringify(extra)}`);
  }
  const got = listed(person.streams);
  const sent = listed(
    other.controller.state.local.streams.filter(({ audio, video }) => audio !== 'none' || video !== 'none'),
  );
  if (got !== sent) say(`gets [${got}] of ${other.name} instead of [${sent}]`);
  if (person.connection !== 'connected') say(`is ${person.connection} with ${other.name}`);
  if (person.quality === 'frozen') say(`sees ${other.name} frozen`);
}

function listed(streams) {
  return streams
    .map(({ id, source, audio, video }) => `${id} ${source} audio ${audio} video ${video}`)
    .sort()
    .join(', ');
}

/** What is said to be on does come in. */
function checkFlow({ controller, peers }, say) {
  const infos = controller.state.participants.filter(({ isLocal }) => !isLocal).flatMap(({ streams }) => streams);
  const flowing = [...peers].flatMap((peer) => peer.getTransceivers().filter((transceiver) => peer.flows(transceiver)));
  for (const kind of ['audio', 'video']) {
    const expected = infos.filter((info) => info[kind] === 'on').length;
    const coming = flowing.filter((transceiver) => transceiver.kind === kind).length;
    if (coming < expected) say(`gets ${coming} ${kind} tracks instead of ${expected}`);
    const tracks = infos.flatMap(({ stream }) => stream.getTracks()).filter((track) => track.kind === kind);
    if (new Set(tracks).size < tracks.length) say(`has an ${kind} track in two streams`);
  }
}

/** No device runs that is not in a stream of one's own. */
function checkTracks({ controller, tracks }, say) {
  const used = new Set(controller.state.local.streams.flatMap(({ stream }) => stream.getTracks()));
  for (const track of tracks) {
    if (track.readyState === 'live' && !used.has(track)) say(`has left a ${track.kind} track running`);
    if (track.readyState === 'ended' && used.has(track)) say(`shows a ${track.kind} track that has ended`);
  }
}

function checkServer({ network }, alive, say) {
  const { rooms } = network.server.signaling;
  const inside = alive.filter(({ wanted }) => wanted !== undefined);
  if (rooms.memberCount !== inside.length) say(`counts ${rooms.memberCount} members instead of ${inside.length}`);
  for (const { wanted, name, controller } of inside) {
    if (rooms.roomOf(controller.userid) !== wanted) say(`has ${name} in ${rooms.roomOf(controller.userid)}`);
  }
}
