// The one way in to the embedded VS Code, which itself listens on a socket that only its owner may open. A port on
// loopback is open to everybody on this machine, and whoever reaches the workbench has a shell: so the door lets in
// who brings a link that was printed, and knows them by a cookie from then on.
const { randomBytes } = require('node:crypto');
const { createServer, request } = require('node:http');
const { connect } = require('node:net');
const { Problem } = require('./problem');

/** `{ port, link(path), close() }`; a link leads to `path` of the server behind `socketPath`. */
async function openDoor(socketPath, wanted) {
  const key = randomBytes(16).toString('hex');
  const links = new Map();
  const cookie = () => `vmemmap-lens-${port}=${key}`;
  const known = ({ headers }) => (headers.cookie ?? '').split(/;\s*/).includes(cookie());

  const answer = (incoming, response) => {
    const target = links.get(incoming.url);
    if (target !== undefined)
      response
        .writeHead(302, { location: target, 'set-cookie': `${cookie()}; Path=/; HttpOnly; SameSite=Lax` })
        .end();
    else if (known(incoming)) pass(incoming, response, socketPath);
    else response.writeHead(403).end('Open the address that was printed when this was started.\n');
  };
  const upgrade = (incoming, client, head) => {
    if (known(incoming)) tunnel(incoming, client, head, socketPath);
    else client.destroy();
  };

  const { port, servers } = await listenOnLoopback(wanted, () =>
    createServer(answer)
      .on('upgrade', upgrade)
      .on('clientError', (error, socket) => socket.destroy()),
  );
  return {
    port,
    link(path) {
      const link = `/${randomBytes(12).toString('base64url')}`;
      links.set(link, path);
      return `http://localhost:${port}${link}`;
    },
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function pass(incoming, response, socketPath) {
  const { url: path, method, headers } = incoming;
  const onward = request({ socketPath, path, method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** A WebSocket: its request is repeated as it came, then bytes go both ways. */
function tunnel({ method, url, rawHeaders }, client, head, socketPath) {
  const server = connect(socketPath, () => {
    const headers = rawHeaders.map((part, i) => (i % 2 ? `${part}\r\n` : `${part}: `)).join('');
    server.write(`${method} ${url} HTTP/1.1\r\n${headers}\r\n`);
    server.write(head);
    client.pipe(server).pipe(client);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

/** On both addresses that `localhost` may mean: a browser may try either first. */
async function listenOnLoopback(wanted, create) {
  for (let tries = 0; tries < 20; tries++) {
    const servers = [create(), create()];
    const first = await listen(servers[0], wanted ?? 0, '127.0.0.1');
    if (first === undefined) {
      const { port } = servers[0].address();
      const second = await listen(servers[1], port, '::1');
      if (second !== 'EADDRINUSE') return { port, servers: second ? [servers[0]] : servers };
      servers[0].close();
    }
    if (wanted !== undefined) throw new Problem(refusal(wanted, first ?? 'EADDRINUSE'), 2);
  }
  throw new Problem('No free port was found on 127.0.0.1.');
}

function refusal(port, code) {
  const why =
    { EADDRINUSE: 'is in use', EACCES: 'is reserved for the administrator' }[code] ?? `failed (${code})`;
  return `Port ${port} ${why}: give another one with --port or PORT, or none to have a free one.`;
}

/** Throws now what would be thrown when the door opens. */
async function checkPort(port) {
  const { servers } = await listenOnLoopback(port, createServer);
  for (const server of servers) server.close();
}

/** The code of the error, or nothing. */
function listen(server, port, address) {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.code));
    server.listen(port, address, () => resolve(undefined));
  });
}

module.exports = { openDoor, checkPort };
