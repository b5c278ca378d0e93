"""Open a workspace: its folder, its database at the right version, and its originals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gouji.errors import UsageError, WorkspaceError
from gouji.store.storage import plainly
from gouji.store.tables import REVISION

DATABASE = "gouji.sqlite"


@dataclass(frozen=True)
class Workspace:
    """An open workspace. ``begin`` gives a transaction whose errors are ones a person can act on."""

    folder: Path
    engine: Engine

    @property
    def originals(self) -> Path:
        """The folder of the originals."""
        return self.folder / "originals"

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Run one transaction: all of it or nothing."""
        with plainly(self.folder), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def create(folder: Path, database_url: str | None = None) -> Workspace:
    """Open the workspace at ``folder``; make it where there is none."""
    with plainly(folder):
        (folder / "originals").mkdir(parents=True, exist_ok=True)
    return _open(folder, database_url, new=True)


def existing(folder: Path, database_url: str | None = None) -> Workspace:
    """Open a workspace that is there. Raises ``WorkspaceError`` where there is none."""
    if not is_workspace(folder):
        raise _none(folder)
    return _open(folder, database_url, new=False)


def open_file(path: Path) -> Workspace:
    """Open a database file that stands alone, without originals; make it where there is none."""
    return _open(path.parent, f"sqlite:///{path.absolute()}", new=True)


def is_workspace(folder: Path) -> bool:
    """Tell whether a workspace has been made at ``folder``."""
    return (folder / "originals").is_dir()


def _none(folder: Path) -> WorkspaceError:
    return WorkspaceError(
        "no_workspace",
        f"{folder} 不是 gouji 的工作区。",
        "请用 --workspace 或 GOUJI_WORKSPACE 指明，或先用 gouji run 建立。",
    )


def _open(folder: Path, database_url: str | None, *, new: bool) -> Workspace:
    workspace = Workspace(folder, _engine(folder, database_url))
    try:
        _bring_up(workspace, new=new)
    except BaseException:
        workspace.close()
        raise
    return workspace


def _bring_up(workspace: Workspace, *, new: bool) -> None:
    with workspace.begin() as connection:
        found = _revision(connection)
    if found is None and not new:
        raise _none(workspace.folder)
    if found != REVISION:
        migrate(workspace, found)


def _engine(folder: Path, database_url: str | None) -> Engine:
    try:
        url = make_url(database_url or f"sqlite:///{folder.absolute() / DATABASE}")
    except ArgumentError as error:
        raise UsageError(
            "database_url",
            f"GOUJI_DATABASE_URL 写法不对：{database_url}。",
            "例：sqlite:////data/gouji.sqlite",
        ) from error
    if url.get_backend_name() != "sqlite":
        raise UsageError(
            "database_url",
            f"这个版本只支持 SQLite（GOUJI_DATABASE_URL 是 {url.get_backend_name()}）。",
            "请去掉这个设置，或改为 sqlite:///…。",
        )
    engine = create_engine(url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Any, _record: object) -> None:
    # WAL: readers (status, show, export) never wait for the writer. NORMAL: a killed process loses
    # nothing; a power cut may lose the last commits, and those documents are simply processed again
    # from their inputs. The file itself stays sound either way.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(workspace: Workspace, found: str | None) -> None:
    """Bring the database from revision ``found`` to ours; a workspace of a newer program is refused."""
    from alembic import command  # noqa: PLC0415 - costs 0.1 s and is needed once a workspace
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise WorkspaceError(
            "newer_workspace",
            f"工作区 {workspace.folder} 由更新版本的 gouji 建立（数据库版本 {found}，本程序只认得到 {REVISION}）。",
            "请升级 gouji，或用 --workspace 换一个文件夹。",
        )
    with workspace.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)
