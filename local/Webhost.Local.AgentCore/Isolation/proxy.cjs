// Lets connections to the world go through the proxy that a session's network has. Node does so by itself from 24 on, and 22 from 22.21 on (NODE_USE_ENV_PROXY).
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');

const [major, minor] = process.versions.node.split('.').map(Number);
const proxy = process.env.HTTPS_PROXY ?? process.env.HTTP_PROXY;
const direct = (process.env.NO_PROXY ?? '').split(',');
const headEnd = '\r\n\r\n';
const longestHead = 16 * 1024;

// An open connection to a host, wherever it leads through.
function connect(host, port, done) {
  if (direct.includes(host)) {
    const socket = net.connect(port, host);
    socket.once('connect', () => done(null, socket)).once('error', done);
    return;
  }
  const { hostname, port: proxyPort } = new URL(proxy);
  const socket = net.connect(proxyPort, hostname, () => socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}${headEnd}`));
  const failed = (error) => {
    socket.destroy();
    done(error);
  };
  let head = '';
  // Not by 'data': whoever gets the socket finds it as if nothing had been read yet.
  const read = () => {
    for (let bytes; !head.includes(headEnd) && (bytes = socket.read()); ) head += bytes.toString('latin1');
    const end = head.indexOf(headEnd);
    if (end < 0 && head.length < longestHead) return;
    socket.off('readable', read).off('error', failed).off('end', ended);
    if (!/^HTTP\/1\.[01] 200\b/.test(head)) {
      failed(Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}: agents reach public addresses only (${head.split('\r\n')[0]})`), { code: 'ECONNREFUSED' }));
      return;
    }
    const rest = Buffer.from(head.slice(end + headEnd.length), 'latin1');
    if (rest.length > 0) socket.unshift(rest);
    done(null, socket);
  };
  const ended = () => failed(Object.assign(new Error(`connect ECONNRESET ${host}:${port}`), { code: 'ECONNRESET' }));
  socket.on('readable', read).once('error', failed).once('end', ended);
}

const nameOf = (options, host) => options.servername || (net.isIP(host) ? '' : host);

// Agents of node:http and node:https, a library's own ones too.
function patch(agents, defaultPort, secured) {
  const own = agents.prototype.createConnection;
  agents.prototype.createConnection = function (options, done) {
    const host = options.host || options.hostname || 'localhost';
    if (options.socketPath || options.path?.startsWith?.('\0') || direct.includes(host)) return own.call(this, options, done);
    connect(host, options.port || defaultPort, (error, socket) => (error ? done(error) : done(null, secured(options, host, socket))));
  };
}

// fetch: the class of its dispatcher is not to be had in another way than from the one that is there.
function patchFetch() {
  const key = Symbol.for('undici.globalDispatcher.1');
  void globalThis.Response; // loads it
  const Dispatcher = globalThis[key]?.constructor;
  if (!Dispatcher) return;
  globalThis[key] = new Dispatcher({
    connect({ hostname, port, protocol, servername }, done) {
      const isSecure = protocol === 'https:';
      connect(hostname, port || (isSecure ? 443 : 80), (error, socket) => {
        if (error || !isSecure) {
          done(error, socket);
          return;
        }
        const secure = tls.connect({ socket, servername: nameOf({ servername }, hostname), ALPNProtocols: ['http/1.1'] });
        secure.once('secureConnect', () => done(null, secure)).once('error', done);
      });
    },
  });
}

if (proxy && !(major >= 24 || (major === 22 && minor >= 21))) {
  patch(http.Agent, 80, (options, host, socket) => socket);
  patch(https.Agent, 443, (options, host, socket) => tls.connect({ ...options, path: undefined, socket, servername: nameOf(options, host) }));
  patchFetch();
}
