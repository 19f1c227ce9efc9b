import { Button, Modal, Stack, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { useDraft, useForget } from "../app/draft";
import { moveItem } from "../items/operations";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import { messages } from "./messages";
import type { Waiting } from "./operations";

type Props = { waiting: Waiting[]; marked: ReadonlySet<string>; close: () => void; done: (said: string) => void };

/** Send the periods back with a reason; marked figures choose which periods, and are named to the statistician. */
export function SendBack({ waiting, marked, close, done }: Props) {
  const say = useWords(messages);
  const { act, busy, trouble } = useAct(moveItem, (data) => data.moveItem);
  const [reason, setReason] = useDraft("send-back");
  const forget = useForget();
  const holds = (item: Waiting) => item.questions.some(({ indicator }) => marked.has(indicator.code));
  const touched = marked.size > 0 ? waiting.filter(holds) : waiting;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const items = touched.map(({ id, revision }) => ({ id, expectedRevision: revision }));
    const cells = [...marked].map((indicator) => ({ indicator }));
    if (!(await act({ items, event: "SEND_BACK", reason, cells }))) return;
    forget("send-back");
    done(say.sentBack);
  };
  return (
    <Modal opened onClose={close} title={say.backTitle} centered>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p className="quiet">{touched.map(({ period }) => period.name).join("、")}{marked.size ? ` · ${say.marked(marked.size)}` : ""}</p>
          <Textarea label={say.reason} value={reason} onChange={(event) => setReason(event.target.value)} required minRows={3} autosize data-autofocus />
          <Trouble of={trouble} />
          <Button type="submit" loading={busy}>{say.send}</Button>
          <Button variant="default" onClick={close}>{say.cancel}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
