import { Button, Modal, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { moveItem } from "../items/operations";
import { useWords } from "../shared/language";
import { Refused, type RefusalWords } from "../shared/states";
import { messages } from "./messages";
import type { Waiting } from "./operations";

type Props = { waiting: Waiting[]; marked: ReadonlySet<string>; close: () => void; done: (said: string) => void };

/** Send the periods back with a reason; marked figures choose which periods, and are named to the statistician. */
export function SendBack({ waiting, marked, close, done }: Props) {
  const say = useWords(messages);
  const [{ fetching }, run] = useMutation(moveItem);
  const [refusal, setRefusal] = useState<RefusalWords | null>(null);
  const [requestId] = useState(() => crypto.randomUUID());
  const holds = (item: Waiting) => item.questions.some(({ indicator }) => marked.has(indicator.code));
  const touched = marked.size > 0 ? waiting.filter(holds) : waiting;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason"));
    const items = touched.map(({ id, revision }) => ({ id, expectedRevision: revision }));
    const { data } = await run({ input: { requestId, items, event: "SEND_BACK", reason, cells: [...marked].map((indicator) => ({ indicator })) } });
    const result = data?.moveItem;
    if (result?.__typename === "Refusal") setRefusal(result);
    else if (result?.__typename === "Moved" && result.refused[0]) setRefusal(result.refused[0].refusal);
    else if (result) done(say.sentBack);
  };
  return (
    <Modal opened onClose={close} title={say.backTitle} centered>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <p className="quiet">{touched.map(({ period }) => period.name).join("、")}{marked.size ? ` · ${say.marked(marked.size)}` : ""}</p>
          <Textarea name="reason" label={say.reason} required minRows={3} autosize data-autofocus />
          {refusal ? <Refused refusal={refusal} /> : null}
          <Button type="submit" loading={fetching}>{say.send}</Button>
          <Button variant="default" onClick={close}>{say.cancel}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
