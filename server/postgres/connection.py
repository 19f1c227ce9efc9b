"""How a PostgreSQL is reached: the values of a connection, and the URLs of it that libraries read."""

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, quote, unquote, urlsplit

from sqlalchemy import URL


@dataclass(frozen=True)
class ConnectionInfo:
    """Where a database is and as whom to enter it; `host` is a socket folder or a host name."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str

    @classmethod
    def from_url(cls, url: str) -> "ConnectionInfo":
        """Read `postgresql://user:password@host:port/database`, or `…/database?host=/socket/folder`.

        Raises ValueError in words when it is not such a URL or names no database.
        """
        parts = urlsplit(url)
        if parts.scheme.partition("+")[0] not in ("postgresql", "postgres"):
            raise ValueError("a database URL begins with postgresql://")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        database = unquote(parts.path.lstrip("/"))
        if not database:
            raise ValueError("a database URL names a database after the host: postgresql://host/database")
        host = query.get("host") or parts.hostname or "localhost"
        port = int(query.get("port") or parts.port or 5432)
        return cls(host, port, unquote(parts.username or "postgres"), unquote(parts.password or ""), database)

    def at(self, database: str) -> "ConnectionInfo":
        """Answer the same server and person, another database."""
        return replace(self, database=database)

    def as_role(self, user: str, password: str) -> "ConnectionInfo":
        """Answer the same database, another role."""
        return replace(self, user=user, password=password)

    @property
    def url(self) -> str:
        """The URL that psycopg and libpq read."""
        who = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        where = f"host={quote(self.host, safe='')}&port={self.port}"
        return f"postgresql://{who}@/{quote(self.database, safe='')}?{where}"

    @property
    def sqlalchemy_url(self) -> URL:
        """The URL that SQLAlchemy reads, with the one driver of the hub."""
        where = {"host": self.host, "port": str(self.port)}
        return URL.create("postgresql+psycopg", self.user, self.password, database=self.database, query=where)
