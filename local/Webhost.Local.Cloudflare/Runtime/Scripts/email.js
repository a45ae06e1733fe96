// What `cloudflare:email` imports: npm `agents` needs the class to exist.
export class EmailMessage {
  constructor(from, to, raw) {
    this.from = from;
    this.to = to;
    this.raw = raw;
  }
}
export default { EmailMessage };
