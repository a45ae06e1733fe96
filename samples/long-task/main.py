"""An agent whose work takes minutes. It works in the background: while it does, GET /ping says HealthyBusy, which keeps its session alive without a call.

"start" begins and answers at once; "status" tells how far it is; "watch" streams the progress for a while, since no call may last as long as the work.
Whatever else it is asked counts as "status".
"""
import json
import os
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STEPS = int(os.environ.get("STEPS", "30"))
STEP_SECONDS = float(os.environ.get("STEP_SECONDS", "10"))
WATCH_SECONDS = float(os.environ.get("WATCH_SECONDS", "60"))

WATCH = {"watch", "wait", "follow", "show", "stream"}
STATUS = {"status", "progress", "how", "far", "is", "are", "done", "ready", "finished"}
START = {"start", "begin", "run", "do", "go", "work", "again"}


class Task:
    """Work in steps, which anybody can watch."""

    def __init__(self):
        self.done = 0
        self.running = False
        self.updated = int(time.time())
        self.changed = threading.Condition()

    def start(self):
        """Begins, unless it is at work already."""
        with self.changed:
            if self.running:
                return f"Already {self.status()}"
            self.running, self.done = True, 0
        threading.Thread(target=self.work, daemon=True).start()
        return f"Started {STEPS} steps of {STEP_SECONDS:g} seconds. Ask for the status, or watch."

    def work(self):
        for step in range(1, STEPS + 1):
            time.sleep(STEP_SECONDS)  # what a model, a crawler or a build would take
            with self.changed:
                self.done, self.updated = step, int(time.time())
                self.running = step < STEPS
                self.changed.notify_all()

    def watch(self, seconds):
        """Every step from now on, until the work or the time ends."""
        end, told = time.monotonic() + seconds, None
        while True:
            with self.changed:
                moved = self.changed.wait_for(lambda: self.done != told or not self.running, end - time.monotonic())
                done, running, status = self.done, self.running, self.status()
            if not moved or (running and time.monotonic() >= end):
                yield f"still {status}: watch again to see more\n"
                return
            if not running:
                yield f"{status}\n"
                return
            yield f"step {done} of {STEPS}\n"
            told = done

    def status(self):
        state = "working" if self.running else "done" if self.done else "idle"
        return f"{state}, step {self.done} of {STEPS}"


task = Task()


def reply(payload):
    """The texts of the answer, as they come."""
    words = set(re.findall("[a-z]+", payload.get("prompt", "").lower()))
    if words & WATCH:
        # Half of the time that this call may take, so that it ends by itself: a call that is cut off ends its session.
        yield from task.watch(min(WATCH_SECONDS, payload.get("timeoutMs", 60_000) / 2000))
    elif words & START and not words & STATUS:
        yield task.start()
    else:
        yield task.status()


class Agent(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: without this the second waits 40 ms for an answer to the first

    def do_GET(self):
        self.answer({"status": "HealthyBusy" if task.running else "Healthy", "time_of_last_update": task.updated})

    def do_POST(self):
        try:
            payload = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError:
            self.send_error(400)
            return
        if payload.get("stream"):
            self.stream(reply(payload))
        else:
            texts = list(reply(payload))
            self.answer({"output": "".join(texts), "usage": {"inputTokens": 1, "outputTokens": len(texts)}})

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
        count = 0
        for count, text in enumerate(texts, 1):
            self.event({"text": text})
        self.event({"usage": {"inputTokens": 1, "outputTokens": count}})
        self.wfile.write(b"0\r\n\r\n")

    def event(self, value):
        data = f"data: {json.dumps(value)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format, *arguments):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
