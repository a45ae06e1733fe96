// Workers AI runs on Cloudflare only. The binding exists, so that a script starts, and says so when it is used.
export default function () {
  const unavailable = async () => {
    throw new Error("Workers AI is not available on the local Cloudflare.");
  };
  return { run: unavailable, models: unavailable, toMarkdown: unavailable, autorag: unavailable, gateway: unavailable };
}
