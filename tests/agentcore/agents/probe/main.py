"""An agent that does what its caller asks: it looks around, takes more than it should, fails, streams, and says that it is busy."""
import hashlib
import importlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

state = {"status": "Healthy", "calls": 0, "pings": 0, "hold": []}
released = threading.Event()


def attempt(action):
    try:
        return {"ok": action()}
    except BaseException as error:  # whatever the system refuses with is the answer
        return {"error": type(error).__name__, "message": str(error)[:200]}


def connect(body):
    with socket.create_connection((body["host"], body["port"]), timeout=3):
        return "connected"


def fork(body):
    children = []
    try:
        while len(children) < body["count"]:
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            children.append(pid)
        return len(children)
    except OSError:
        return len(children)
    finally:
        for child in children:
            os.kill(child, 9)
            os.waitpid(child, 0)


def allocate(body):
    blocks = [bytearray(16 * 1024 * 1024) for _ in range(body["megabytes"] // 16)]
    return len(blocks)


def fill(body):
    """How many megabytes files may take together, and why no more; they are removed again."""
    files = []
    try:
        for index in range(body["megabytes"]):
            files.append(f"{body['folder']}/filling-{index}")
            with open(files[-1], "wb") as file:
                file.write(b"\0" * 1024 * 1024)
        return {"megabytes": len(files), "why": None}
    except OSError as error:
        return {"megabytes": len(files) - 1, "why": error.strerror}
    finally:
        for file in files:
            os.remove(file)


def open_files(body):
    files = []
    try:
        while len(files) < body["count"]:
            files.append(open("/dev/null"))
    except OSError:
        pass
    return len(files)


def detach(body):
    # A process that wants to stay when its session ends.
    program = "import ctypes,os,time\nos.setsid()\nctypes.CDLL(None).prctl(1,0)\nwhile True: time.sleep(1)"
    return subprocess.Popen([sys.executable, "-c", program], start_new_session=True).pid


ACTIONS = {
    "environment": lambda body: dict(os.environ),
    "identity": lambda body: {"user": os.getuid(), "process": os.getpid(), "folder": os.getcwd(), "capabilities": open("/proc/self/status").read().split("CapEff:\t")[1].split("\n")[0]},
    "list": lambda body: sorted(os.listdir(body["path"])),
    "read": lambda body: open(body["path"]).read(),
    "hash": lambda body: hashlib.sha256(open(body["path"], "rb").read()).hexdigest(),
    "import": lambda body: getattr(importlib.import_module(body["module"]), body["name"]),
    "write": lambda body: open(body["path"], "w").write(body["text"]),
    "processes": lambda body: [name for name in os.listdir("/proc") if name.isdigit()],
    "connect": connect,
    "fetch": lambda body: urllib.request.urlopen(body["url"], timeout=5).read().decode(),
    "fork": fork,
    "allocate": allocate,
    "open": open_files,
    "fill": fill,
    "detach": detach,
    "status": lambda body: state.update(status=body["value"]) or state["status"],
    "ping": lambda body: state.update(ping=body["answer"]),
    "pings": lambda body: state["pings"],
    "count": lambda body: state["calls"],
}


class Agent(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *arguments):
        pass

    def answer(self, code, value):
        self.answer_text(code, json.dumps(value))

    def answer_text(self, code, text, headers={"Content-Type": "application/json"}):
        data = text.encode()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if os.environ.get("NEVER_HEALTHY"):
            self.answer(503, {})
            return
        state["pings"] += 1
        if "ping" in state:
            self.answer_text(200, state["ping"])
        else:
            self.answer(200, {"status": state["status"], "time_of_last_update": int(time.time())})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        state["calls"] += 1
        body = json.loads(raw) if raw[:1] == b"{" else {}
        action = body.get("do")
        if action == "stream":
            self.stream(body)
        elif action == "wait":
            released.wait(60)
            self.answer(200, {"ok": "released"})
        elif action == "release":
            released.set()
            self.answer(200, {"ok": True})
        elif action == "fail":
            self.answer(body["code"], {"error": "as asked"})
        elif action == "exit":
            os._exit(3)
        elif action == "headers":
            self.answer_text(200, "{}", body["headers"])
        elif action == "print":
            print(body["text"], flush=True)
            self.answer(200, {"ok": True})
        elif action in ACTIONS:
            self.answer(200, attempt(lambda: ACTIONS[action](body)))
        else:
            self.answer(200, {"length": len(raw), "headers": {name.lower(): value for name, value in self.headers.items()}, "version": os.environ.get("VERSION")})

    def stream(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for index in range(body["events"]):
            data = b"data: %d\n\n" % index
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
            if index == body.get("holdAfter"):
                released.wait(60)
        self.wfile.write(b"0\r\n\r\n")


if os.environ.get("CRASH"):
    print("crashing as asked", flush=True)
    sys.exit(1)
ThreadingHTTPServer.daemon_threads = True
ThreadingHTTPServer.request_queue_size = 64
ThreadingHTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
