"""The declarative base of every row class, and the column types they share. Row classes describe tables; migrations
make them.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Integer, LargeBinary, Numeric, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Key = Annotated[int, mapped_column(Integer, primary_key=True)]
Id = Annotated[UUID, mapped_column(Uuid, primary_key=True, server_default=text("uuidv7()"))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]


class Row(DeclarativeBase):
    """One row of a table of the hub."""

    type_annotation_map = {  # noqa: RUF012 — read by SQLAlchemy as a class attribute
        str: Text,
        int: Integer,
        date: Date,
        datetime: DateTime(timezone=True),
        Decimal: Numeric,
        bytes: LargeBinary,
        UUID: Uuid,
        list[str]: ARRAY(Text),
        list[int]: ARRAY(Integer),
        list[UUID]: ARRAY(Uuid),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


BigKey = Annotated[int, mapped_column(BigInteger, primary_key=True)]
