"""A hub on this machine, for as much of the hub's interface as `huggingface_hub` asks for: repositories, branches, pull requests."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

Files = Mapping[str, bytes]


@dataclass
class Repository:
    """Files by revision, pull requests, and whether one must log in."""

    revisions: dict[str, Files]
    pull_requests: list[dict[str, object]] = field(default_factory=list)
    gated: bool = False

    def open_request(self, files: Files, *, author: str = "SFconvertbot", status: str = "open") -> None:
        """Open a pull request whose branch holds `files`."""
        number = len(self.pull_requests) + 1
        self.revisions[f"refs/pr/{number}"] = files
        self.pull_requests.append(
            {
                "num": number, "title": "Adding `safetensors` variant of this model", "status": status, "isPullRequest": True,
                "author": {"name": author}, "createdAt": "2024-01-01T00:00:00.000Z", "repo": {"name": "x", "type": "model"},
            }
        )  # fmt: skip


class Hub(ThreadingHTTPServer):
    """Serves `repositories`; `requests` says what was asked for, `breaks` how often weights are cut off in the middle."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []
        self.ranges: list[str] = []
        self.authorizations: set[str] = set()
        self.breaks = 0

    @property
    def url(self) -> str:
        """What HF_ENDPOINT has to be."""
        return f"http://127.0.0.1:{self.server_port}"

    def asked_for(self, ending: str) -> int:
        """How many downloads of files with that ending were asked for."""
        return sum(request.startswith("GET ") and request.endswith(ending) for request in self.requests)


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub, for as long as it is used."""
    hub = Hub()
    threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()


def files_of(folder: Path) -> dict[str, bytes]:
    """What a folder holds, as a revision."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _commit(files: Files) -> str:
    return hashlib.sha1(repr(sorted((path, _sha(data)) for path, data in files.items())).encode()).hexdigest()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.requests.append(f"{self.command} {path}")
        self.server.authorizations.add(self.headers.get("Authorization", ""))
        is_api = path.startswith("/api/models/")
        parts = path.removeprefix("/api/models/").strip("/").split("/")
        repository = self.server.repositories.get("/".join(parts[:2]))
        if repository is None:
            return self._refuse(404, "RepoNotFound")
        if is_api:
            return self._describe(repository, parts)
        if repository.gated and "Authorization" not in self.headers:
            return self._refuse(403, "GatedRepo")
        return self._file(repository, parts[3:])

    def _describe(self, repository: Repository, parts: list[str]) -> None:
        kind, rest = (parts[2:3] or ["revision"])[0], "/".join(parts[3:]) or "main"
        if kind == "discussions":
            found = repository.pull_requests
            return self._send({"discussions": found, "count": len(found), "start": 0, "numClosedDiscussions": 0})
        files = self._revision(repository, rest)
        if files is None:
            return self._refuse(404, "RevisionNotFound")
        if kind == "tree":
            return self._send(
                [{"type": "file", "path": name, "oid": _sha(data)[:40], "size": len(data)} for name, data in files.items()]
            )
        return self._send(
            {"id": "/".join(parts[:2]), "sha": _commit(files), "siblings": [{"rfilename": name} for name in files]}
        )

    def _file(self, repository: Repository, rest: list[str]) -> None:
        *revision, name = rest
        files = self._revision(repository, "/".join(revision))
        if files is None or name not in files:
            return self._refuse(404, "EntryNotFound")
        data = files[name]
        headers = {"ETag": f'"{_sha(data)}"', "X-Repo-Commit": _commit(files), "Accept-Ranges": "bytes"}
        wanted = self.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted.startswith("bytes=") else 0
        if start:
            self.server.ranges.append(wanted)
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        if self.command == "GET" and self.server.breaks and name.endswith(".safetensors"):
            self.server.breaks -= 1
            self._send(data[start:], 206 if start else 200, headers, stop=(len(data) - start) // 2)
            self.close_connection = True
            return None
        return self._send(data[start:], 206 if start else 200, headers)

    def _revision(self, repository: Repository, name: str) -> Files | None:
        by_commit = {_commit(files): files for files in repository.revisions.values()}
        return repository.revisions.get(name) or by_commit.get(name)

    def _refuse(self, status: int, code: str) -> None:
        self._send(b"", status, {"X-Error-Code": code})

    def _send(
        self, content: object, status: int = 200, headers: Mapping[str, str] | None = None, stop: int | None = None
    ) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[:stop])
            self.wfile.flush()
