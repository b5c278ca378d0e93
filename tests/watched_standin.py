"""A stand-in in this process whose every request can be watched, answered otherwise, or used to kill somebody."""

import contextlib
import json
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standin.conduct import Conduct
from standin.journal import Journal
from standin.server import Standin
from standin.wire import Request


class WatchedStandin:
    """``watch(request)`` may return a delivery of its own; ``watch_after(request)`` comes before the reply leaves.

    ``requests`` are all that came, in order.
    """

    def __init__(self, **settings):
        self.standin = Standin(Conduct().changed(settings), Journal())
        # A body has one spelling here, so that the same question gets the same reply live and in a batch.
        self.standin.batches._answer = lambda request: self.standin._answer_line(_respelled(request))
        self.requests = []
        self.watch = self.watch_after = lambda request: None
        self._lock = threading.Lock()
        watched = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self):
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                with contextlib.suppress(OSError):
                    self._say(watched.respond(Request(self.command, self.path, headers, body)))

            do_GET = do_POST = _serve  # noqa: N815 - the names that the library calls

            def _say(self, delivery):
                time.sleep(delivery.delay)
                if delivery.manner == "closed":
                    self.close_connection = True
                    return
                self.send_response_only(delivery.status)
                for name, value in {"Content-Type": delivery.kind, **delivery.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(delivery.body)))
                self.end_headers()
                self.wfile.write(delivery.body)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def batches(self):
        """The batches that were created."""
        return list(self.standin.batches._batches.values())

    def answered(self):
        """The digests of the requests that were answered, live or in a batch, repetitions included."""
        return [entry["body"] for entry in self.standin.journal.entries.values()]

    def conduct(self, **settings):
        self.standin.conduct = self.standin.conduct.changed(settings)
        self.standin.chooser = self.standin.conduct.chooser()

    def respond(self, request):
        with self._lock:
            self.requests.append(request)
        own = self.watch(request)
        if own is not None:
            return own
        with self._lock:
            delivery = self.standin.respond(_respelled(request) if "/chat/" in request.path else request)
        own = self.watch_after(request)
        return own or delivery

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _respelled(request):
    return replace(request, body=json.dumps(json.loads(request.body), sort_keys=True).encode())


@contextlib.contextmanager
def watched_standin(**settings):
    """A stand-in that ends with the block."""
    server = WatchedStandin(**settings)
    try:
        yield server
    finally:
        server.close()
