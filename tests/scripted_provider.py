"""A provider that says what a test's script says: real HTTP, one thread per connection, requests recorded."""

import contextlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Said:
    """One reply: ``pieces`` are sent one after another, with ``after`` called before each."""

    body: bytes | str | dict = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    pieces: list = field(default_factory=list)
    dropped: bool = False

    def chunks(self):
        if self.pieces:
            return self.pieces
        text = json.dumps(self.body) if isinstance(self.body, dict) else self.body
        return [text.encode() if isinstance(text, str) else text]


@dataclass
class Heard:
    """One request as it came: headers in order, body as parsed JSON."""

    path: str
    headers: list
    body: dict


class ScriptedProvider:
    """Answers each request by ``script(heard, number)``, where numbers count from 0."""

    def __init__(self, script):
        self.script = script
        self.heard = []
        self._lock = threading.Lock()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length) or b"{}")
                heard = Heard(self.path, list(self.headers.items()), body)
                with provider._lock:
                    number = len(provider.heard)
                    provider.heard.append(heard)
                said = provider.script(heard, number)
                with contextlib.suppress(OSError):
                    self._say(said)

            def _say(self, said):
                if said.dropped:
                    self.close_connection = True
                    return
                self.send_response_only(said.status)
                chunks = said.chunks()
                for name, value in {"Content-Type": "application/json", **said.headers}.items():
                    self.send_header(name, value)
                if said.pieces:
                    self.send_header("Transfer-Encoding", "chunked")
                else:
                    self.send_header("Content-Length", str(len(chunks[0])))
                self.end_headers()
                for chunk in chunks:
                    content = chunk() if callable(chunk) else chunk
                    frame = b"%x\r\n%s\r\n" % (len(content), content) if said.pieces else content
                    self.wfile.write(frame)
                    self.wfile.flush()
                if said.pieces:
                    self.wfile.write(b"0\r\n\r\n")

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextlib.contextmanager
def scripted(script):
    """A provider that ends with the block."""
    provider = ScriptedProvider(script)
    try:
        yield provider
    finally:
        provider.close()


def completion(content, *, finish="stop", usage=(11, 7), **message):
    """The body of a completion."""
    body = {
        "id": "c-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, **message},
                "finish_reason": finish,
            }
        ],
    }
    if usage:
        body["usage"] = {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
        }
    return body


def refused(status, message, code=None, headers=None, **error):
    """An error as OpenAI words it."""
    return Said({"error": {"message": message, "code": code, **error}}, status, headers or {})
