import { SseParser, type ServerEvent } from './sse';

// The control plane sends a sign of life every ten seconds: after three of them without any the connection is dead.
const silence = 32_000;

/** The events of an answer, until it ends. One that falls silent throws. */
export async function* eventsOf(response: Response, silenceMs = silence): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new SseParser();
  try {
    while (true) {
      const { done, value } = await withinSilence(reader.read(), silenceMs);
      if (done) return;
      yield* parser.push(value);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<T>(next: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TypeError('The stream fell silent.')), milliseconds);
  });
  try {
    return await Promise.race([next, silent]);
  } finally {
    clearTimeout(timer);
  }
}
