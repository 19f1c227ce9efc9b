"""Files as the API shows them. Their bytes go up and down by `/files`, never through GraphQL."""

from datetime import datetime
from uuid import UUID

import strawberry

from db.items import File as FileRow
from schema.fields import field
from schema.pages import Node
from schema.reading import table
from schema.scalars import Long


@table(FileRow, key_type=UUID)
@strawberry.type(description="A content, kept once by its hash, whoever uploads it again. 文件")
class File(Node):
    """One content."""

    sha256: str = strawberry.field(description="The hash of the bytes, 64 hexadecimal digits.")
    size: Long = strawberry.field(description="How many bytes.")
    media_type: str = strawberry.field(description="What it is: application/pdf …")
    stored_at: datetime = strawberry.field(description="When it was first stored.")

    @field("Where to get it, under the same rights.")
    def url(self) -> str:
        """The path on this server."""
        return f"/files/{self.__dict__['key']}"
