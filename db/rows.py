"""Every row class of the hub in one place, for the migrations' comparison and for whoever needs the whole metadata."""

from db import accounts, forms, items, journal, materials, organisation, statistics
from db.base import Row

MODULES = (organisation, items, journal, statistics, accounts, forms, materials)
metadata = Row.metadata
