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
from schema.statistics_mutations.registers import StateRegisterInput, StateRegisterResult, state_register
from schema.statistics_mutations.stating import StateFactsInput, StateFactsResult, state_facts

__all__ = [
    "ConfirmFactsInput",
    "ConfirmFactsResult",
    "ExplainFactsInput",
    "ExplainFactsResult",
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
    "confirm_facts",
    "explain_facts",
    "finish_facts",
    "open_correction",
    "revise_fact",
    "state_facts",
    "state_register",
]
