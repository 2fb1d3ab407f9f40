"""A cable that can be cut, so that it refuses connections, or pinched, so that it takes them and passes nothing on."""

import socket
from contextlib import suppress
from threading import Event, Lock, Thread


class TcpProxy:
    """Listens on a free local port and passes on to ``host``:``port``. Close it at the end."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._lock = Lock()
        self._ends: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._open = Event()
        self._open.set()
        self.port = 0
        self.restore()

    def cut(self) -> None:
        """Break every connection and take no new one."""
        with self._lock:
            listener, self._listener = self._listener, None
            ends, self._ends = self._ends, set()
        if listener is not None:
            ends.add(listener)
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def pinch(self) -> None:
        """Keep every connection and take new ones, but let no byte through: a server that hangs."""
        self._open.clear()

    def release(self) -> None:
        """Let through what was held back."""
        self._open.set()

    def restore(self) -> None:
        """Take connections again, on the same port as before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = int(listener.getsockname()[1])
        self._listener = listener
        Thread(target=self._accept, args=(listener,), daemon=True).start()

    close = cut

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                try:
                    far = socket.create_connection(self._target, timeout=5)
                except OSError:
                    near.close()
                    continue
                far.settimeout(None)
                with self._lock:
                    if self._listener is not listener:
                        near.close()
                        far.close()
                        return
                    self._ends |= {near, far}
                Thread(target=self._pump, args=(near, far), daemon=True).start()
                Thread(target=self._pump, args=(far, near), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                self._open.wait()
                sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._ends -= {source, sink}
        source.close()
        sink.close()
