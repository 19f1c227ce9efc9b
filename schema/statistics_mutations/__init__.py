"""The acts of township statistics, a file a verb."""

from schema.statistics_mutations.confirming import (
    ConfirmFactsInput,
    ConfirmFactsResult,
    FinishFactsInput,
    FinishFactsResult,
    confirm_facts,
    finish_facts,
)
from schema.statistics_mutations.correcting import (
    OpenCorrectionInput,
    OpenCorrectionResult,
    ReviseFactInput,
    ReviseFactResult,
    open_correction,
    revise_fact,
)
from schema.statistics_mutations.explaining import ExplainFactsInput, ExplainFactsResult, explain_facts
from schema.statistics_mutations.explaining_registers import (
    ExplainRegisterInput,
    ExplainRegisterResult,
    explain_register,
)
from schema.statistics_mutations.registers import StateRegisterInput, StateRegisterResult, state_register
from schema.statistics_mutations.stating import StateFactsInput, StateFactsResult, state_facts
from schema.statistics_mutations.villages import (
    AnswerVillageInput,
    AnswerVillageResult,
    AskVillagesInput,
    AskVillagesResult,
    TakeOverVillagesInput,
    TakeOverVillagesResult,
    answer_village,
    ask_villages,
    take_over_villages,
)

__all__ = [
    "AnswerVillageInput",
    "AnswerVillageResult",
    "AskVillagesInput",
    "AskVillagesResult",
    "ConfirmFactsInput",
    "ConfirmFactsResult",
    "ExplainFactsInput",
    "ExplainFactsResult",
    "ExplainRegisterInput",
    "ExplainRegisterResult",
    "FinishFactsInput",
    "FinishFactsResult",
    "OpenCorrectionInput",
    "OpenCorrectionResult",
    "ReviseFactInput",
    "ReviseFactResult",
    "StateFactsInput",
    "StateFactsResult",
    "StateRegisterInput",
    "StateRegisterResult",
    "TakeOverVillagesInput",
    "TakeOverVillagesResult",
    "answer_village",
    "ask_villages",
    "confirm_facts",
    "explain_facts",
    "explain_register",
    "finish_facts",
    "open_correction",
    "revise_fact",
    "state_facts",
    "state_register",
    "take_over_villages",
]
