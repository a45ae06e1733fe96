/** One server-sent event. */
export interface ServerEvent {
  name: string;
  data: string;
  id: string | undefined;
}

/** Takes a stream of text apart into events, however it is cut (HTML standard §9.2.6). */
export class SseParser {
  private rest = '';
  private name = '';
  private data: string[] = [];
  private lastId: string | undefined;
  private first = true;

  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    let text = this.rest + chunk;
    if (this.first && text.length > 0) {
      this.first = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (character !== '\n' && character !== '\r') continue;
      // A carriage return at the very end may be half of a line's end.
      if (character === '\r' && at === text.length - 1) break;
      const event = this.line(text.slice(start, at));
      if (event) events.push(event);
      if (character === '\r' && text[at + 1] === '\n') at++;
      start = at + 1;
    }
    this.rest = text.slice(start);
    return events;
  }

  private line(line: string): ServerEvent | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    return undefined;
  }

  private dispatch(): ServerEvent | undefined {
    const { name, data } = this;
    this.name = '';
    this.data = [];
    return data.length === 0 ? undefined : { name: name || 'message', data: data.join('\n'), id: this.lastId };
  }
}
