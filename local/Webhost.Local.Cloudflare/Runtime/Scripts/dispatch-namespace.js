// The dispatch namespace binding: the Worker in the same process is asked itself, each other over HTTP through the facade, which starts it when it isn't running.
const script = "x-webhost-script";
const limits = "x-webhost-limits";
const fault = "x-webhost-fault";

function worker(name, options, facade) {
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      request.headers.set(script, encodeURIComponent(name));
      if (options?.limits) request.headers.set(limits, JSON.stringify(options.limits));
      else request.headers.delete(limits);
      // The facade has asked already, and there is no answer.
      const known = request.headers.get(fault);
      if (known !== null) throw new Error(decodeURIComponent(known));
      const response = await facade.fetch(request);
      const thrown = response.headers.get(fault);
      if (thrown === null) return response;
      await response.body?.cancel();
      throw new Error(decodeURIComponent(thrown));
    },
  };
}

export default function (env) {
  return {
    get(name, args, options) {
      if (typeof name !== "string") throw new TypeError("The name of a Worker must be a string.");
      return name === env.near ? env.main : worker(name, options, env.facade);
    },
  };
}
