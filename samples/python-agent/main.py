"""The smallest agent for AgentCore: Python's own library and nothing else. It answers POST /invocations and GET /ping on port 8080."""
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STARTED = int(time.time())


def reply(payload):
    """The words of the answer, one after the other."""
    prompt = payload.get("prompt", "")
    return f"You said: {prompt}".split(" ")


class Agent(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: without this the second waits 40 ms for an answer to the first

    def do_GET(self):
        if self.path == "/ping":
            self.answer({"status": "Healthy", "time_of_last_update": STARTED})
        else:
            self.send_error(404)

    def do_POST(self):
        if self.path != "/invocations":
            self.send_error(404)
            return
        try:
            payload = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError:
            self.send_error(400)
            return
        words = reply(payload)
        usage = {"inputTokens": len(payload.get("prompt", "").split()), "outputTokens": len(words)}
        if payload.get("stream"):
            self.stream(words, usage)
        else:
            self.answer({"output": " ".join(words), "usage": usage})

    def answer(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, words, usage):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for index, word in enumerate(words):
            self.event({"text": word if index == 0 else f" {word}"})
        self.event({"usage": usage})
        self.wfile.write(b"0\r\n\r\n")

    def event(self, value):
        data = f"data: {json.dumps(value)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format, *arguments):
        pass  # The platform counts the calls.


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
