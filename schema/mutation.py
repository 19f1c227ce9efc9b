"""The root of all acts."""

from typing import Annotated, Any

import strawberry

from schema import accounts as of_accounts
from schema import dashboards as of_dashboards
from schema import forms_mutations as of_forms
from schema import items_mutations as of_items
from schema import materials_mutations as of_materials
from schema import statistics_mutations as of_statistics
from schema import workbooks as of_workbooks

INPUT = "What the act needs."


def _act(function: Any, given: Any, result: Any, description: str) -> Any:
    """A mutation field: one input, a union of what it changed and the refusal."""

    async def resolve(info: Any, input: Any) -> Any:
        return await function(info, input)

    resolve.__annotations__ = {
        "info": strawberry.Info,
        "input": Annotated[given, strawberry.argument(description=INPUT)],
        "return": result,
    }
    return strawberry.mutation(resolver=resolve, description=description)


@strawberry.type(
    description="What can be done. Each act is one transaction; what is refused is data of the answer. 办理"
)
class Mutation:
    """The root of mutations."""

    state_facts = _act(
        of_statistics.state_facts,
        of_statistics.StateFactsInput,
        of_statistics.StateFactsResult,
        "State figures of a township's period; each is accepted or refused by itself. 填报",
    )
    explain_facts = _act(
        of_statistics.explain_facts,
        of_statistics.ExplainFactsInput,
        of_statistics.ExplainFactsResult,
        "Give words for warnings on figures of a period. 说明异常",
    )
    finish_facts = _act(
        of_statistics.finish_facts,
        of_statistics.FinishFactsInput,
        of_statistics.FinishFactsResult,
        "Hand one or several periods to the head: all, or none with the first reason why not. 填报完毕",
    )
    confirm_facts = _act(
        of_statistics.confirm_facts,
        of_statistics.ConfirmFactsInput,
        of_statistics.ConfirmFactsResult,
        "Confirm all figures of one or several periods in one act: all, or none with the first reason why not. 审签",
    )
    open_correction = _act(
        of_statistics.open_correction,
        of_statistics.OpenCorrectionInput,
        of_statistics.OpenCorrectionResult,
        "Ask that a confirmed figure be corrected. 申请更正",
    )
    revise_fact = _act(
        of_statistics.revise_fact,
        of_statistics.ReviseFactInput,
        of_statistics.ReviseFactResult,
        "State the corrected value as a new version, with its reason; the head confirms it. 更正",
    )
    state_register = _act(
        of_statistics.state_register,
        of_statistics.StateRegisterInput,
        of_statistics.StateRegisterResult,
        "State a department's register figures of a period, for all areas. 部门台账填报",
    )
    design_form = _act(
        of_forms.design_form,
        of_forms.DesignFormInput,
        of_forms.DesignFormResult,
        "Begin the design of a form, or write it anew while it is designed. 设计报表",
    )
    bind_fields = _act(
        of_forms.bind_fields,
        of_forms.BindFieldsInput,
        of_forms.BindFieldsResult,
        "Say which indicators fields of a form mean: decisions on record, each accepted or refused by itself. 绑定口径",
    )
    read_workbook = _act(
        of_workbooks.read_workbook,
        of_workbooks.ReadWorkbookInput,
        of_workbooks.ReadWorkbookResult,
        "Show what a workbook would state, cell by cell, or state it: all its figures, or none. 读取表格",
    )
    ask_villages = _act(
        of_statistics.ask_villages,
        of_statistics.AskVillagesInput,
        of_statistics.AskVillagesResult,
        "Hand figures of a period down to villages, to be answered by a day. 转村(社区)核实",
    )
    answer_village = _act(
        of_statistics.answer_village,
        of_statistics.AnswerVillageInput,
        of_statistics.AnswerVillageResult,
        "State figures of the viewer's own village that the township asks for; they enter no sum. 村级答数",
    )
    take_over_villages = _act(
        of_statistics.take_over_villages,
        of_statistics.TakeOverVillagesInput,
        of_statistics.TakeOverVillagesResult,
        "State, as the township's own figures, the sums of what the villages asked have answered. 采用村级汇总",
    )
    call_for_material = _act(
        of_materials.call,
        of_materials.CallForMaterialInput,
        of_materials.CallForMaterialResult,
        "Call for a material of a period; each unit asked gets one assignment. 发出材料报送通知",
    )
    give_material = _act(
        of_materials.give,
        of_materials.GiveMaterialInput,
        of_materials.GiveMaterialResult,
        "Give a file to a call: one just put in, or one given before. 报送材料",
    )
    explain_register = _act(
        of_statistics.explain_register,
        of_statistics.ExplainRegisterInput,
        of_statistics.ExplainRegisterResult,
        "Give words for warnings on a department's register figures. 说明台账异常",
    )
    move_item = _act(
        of_items.move_items,
        of_items.MoveItemInput,
        of_items.MoveItemResult,
        "Make an event of a flow for one item or several; each is accepted or refused by itself. 办理",
    )
    mark_notices_read = _act(
        of_items.mark_notices_read,
        of_items.MarkNoticesReadInput,
        of_items.MarkNoticesReadResult,
        "Mark the viewer's notices as read. 标为已读",
    )
    make_token = _act(
        of_accounts.make_token,
        of_accounts.MakeTokenInput,
        of_accounts.MakeTokenResult,
        "Make an API token; its secret is shown once. 生成令牌",
    )
    revoke_session = _act(
        of_accounts.revoke_session,
        of_accounts.RevokeSessionInput,
        of_accounts.RevokeSessionResult,
        "End one of the viewer's sessions. 结束会话",
    )
    revoke_token = _act(
        of_accounts.revoke_token,
        of_accounts.RevokeTokenInput,
        of_accounts.RevokeTokenResult,
        "End one of the viewer's tokens. 废止令牌",
    )
    make_dashboard_token = _act(
        of_dashboards.make_dashboard_token,
        of_dashboards.MakeDashboardTokenInput,
        of_dashboards.MakeDashboardTokenResult,
        "Give a dashboard a token that reads named views alone; its secret is shown once. 发放看板令牌",
    )
    revoke_dashboard_token = _act(
        of_dashboards.revoke_dashboard_token,
        of_dashboards.RevokeDashboardTokenInput,
        of_dashboards.RevokeDashboardTokenResult,
        "End a dashboard's token, whoever gave it. 废止看板令牌",
    )
