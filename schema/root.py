"""The whole schema, put together."""

import strawberry

from schema.execution import Executor
from schema.forms import FormProposal
from schema.materials import MaterialAnswer, MaterialCall
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import CONFIG
from schema.statistics_forms import FormUse, Report
from schema.statistics_items import FactCorrection, FactPeriod, RegisterPeriod
from schema.subscription import Subscription

# Types that are reached only through an interface; a subject that adds a kind of item adds its type here.
ITEM_TYPES = [FactPeriod, FactCorrection, RegisterPeriod, FormProposal, Report, MaterialCall, MaterialAnswer]

USE_TYPES = [FormUse]  # what may rest on a figure, in the same way

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[*ITEM_TYPES, *USE_TYPES],
    config=CONFIG,
    execution_context_class=Executor,
)
