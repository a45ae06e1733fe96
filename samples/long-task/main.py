"""An agent whose work takes minutes. It works on when its caller has gone: while it does, GET /ping says HealthyBusy, which keeps the session alive.

"start" begins and streams the progress; "status" tells how far it is; "wait" streams the rest.
"""
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STEPS = int(os.environ.get("STEPS", "30"))
STEP_SECONDS = float(os.environ.get("STEP_SECONDS", "10"))


class Task:
    """Work in steps, which anybody can watch."""

    def __init__(self):
        self.done = 0
        self.running = False
        self.updated = int(time.time())
        self.changed = threading.Condition()

    def start(self):
        with self.changed:
            if self.running:
                return
            self.running, self.done = True, 0
        threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        for step in range(1, STEPS + 1):
            time.sleep(STEP_SECONDS)  # what a model, a crawler or a build would take
            with self.changed:
                self.done, self.updated = step, int(time.time())
                self.running = step < STEPS
                self.changed.notify_all()

    def progress(self):
        """Every step from now on, until the end."""
        told = -1
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.done != told or not self.running)
                done, running = self.done, self.running
            if done != told:
                yield f"step {done} of {STEPS}\n"
                told = done
            if not running:
                return

    def status(self):
        with self.changed:
            return f"{'working' if self.running else 'idle'}, step {self.done} of {STEPS}"


task = Task()


class Agent(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: without this the second waits 40 ms for an answer to the first

    def do_GET(self):
        self.answer({"status": "HealthyBusy" if task.running else "Healthy", "time_of_last_update": task.updated})

    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        command = payload.get("prompt", "").strip().lower()
        if command == "start":
            task.start()
        if command in ("start", "wait") and payload.get("stream"):
            self.stream(task.progress())
        else:
            self.answer({"output": task.status(), "usage": {"inputTokens": 1, "outputTokens": 6}})

    def answer(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, texts):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            started = time.monotonic()
            for text in texts:
                self.event({"text": text})
            self.event({"usage": {"inputTokens": 1, "outputTokens": STEPS, "sessionDurationMs": int((time.monotonic() - started) * 1000)}})
            self.wfile.write(b"0\r\n\r\n")
        except ConnectionError:
            self.close_connection = True  # The caller has gone; the work goes on.

    def event(self, value):
        data = f"data: {json.dumps(value)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format, *arguments):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
