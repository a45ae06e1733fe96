// Moves the port that the runtime contract fixes, where sessions share the machine's network.
const net = require('node:net');
const { listen } = net.Server.prototype;
const contract = 8080;
const own = Number(process.env.PORT);

net.Server.prototype.listen = function (...parameters) {
  const [first] = parameters;
  if (Number(first) === contract) parameters[0] = own;
  else if (first && typeof first === 'object' && Number(first.port) === contract) parameters[0] = { ...first, port: own };
  return listen.apply(this, parameters);
};
