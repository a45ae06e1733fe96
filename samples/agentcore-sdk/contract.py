"""What this sample needs of the package bedrock_agentcore, on Python's own library: the same names, the same contract on port 8080."""
import asyncio
import inspect
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SESSION_HEADER = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"


class RequestContext:
    def __init__(self, session_id, request_headers):
        self.session_id = session_id
        self.request_headers = request_headers


class BedrockAgentCoreApp:
    def __init__(self):
        self._entrypoint = None
        self._updated = int(time.time())

    def entrypoint(self, function):
        self._entrypoint = function
        return function

    def run(self, port=8080, host="0.0.0.0"):
        app = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body are two writes: without this the second waits 40 ms for an answer to the first

            def do_GET(self):
                if self.path == "/ping":
                    self.answer(200, {"status": "Healthy", "time_of_last_update": app._updated})
                else:
                    self.answer(404, {"error": "not found"})

            def do_POST(self):
                if self.path != "/invocations":
                    self.answer(404, {"error": "not found"})
                    return
                try:
                    payload = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                except ValueError:
                    self.answer(400, {"error": "Invalid JSON"})
                    return
                asyncio.run(self.serve(payload))

            async def serve(self, payload):
                context = RequestContext(self.headers.get(SESSION_HEADER), dict(self.headers))
                parameters = len(inspect.signature(app._entrypoint).parameters)
                try:
                    result = app._entrypoint(*(payload, context)[:parameters])
                    if inspect.isasyncgen(result):
                        await self.stream(result)
                        return
                    self.answer(200, await result if inspect.isawaitable(result) else result)
                except Exception as error:
                    self.answer(500, {"error": str(error)})

            async def stream(self, events):
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream; charset=utf-8")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                try:
                    async for event in events:
                        self.event(event)
                except Exception as error:
                    # The answer has begun: the error is an event of it.
                    self.event({"error": str(error), "error_type": type(error).__name__})
                self.wfile.write(b"0\r\n\r\n")

            def event(self, value):
                data = f"data: {json.dumps(value)}\n\n".encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()

            def answer(self, code, value):
                data = json.dumps(value).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format, *arguments):
                pass

        ThreadingHTTPServer((host, port), Handler).serve_forever()
