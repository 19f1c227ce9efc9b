import { Button, Stack, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDraft, useForget } from "../app/draft";
import { useAsker } from "../app/viewer";
import { graphql } from "../generated";
import { number } from "../shared/format";
import { Trouble, useAct } from "../shared/act";
import { useWords } from "../shared/language";
import { messages } from "./messages";

const openCorrection = graphql(`
  mutation OpenCorrection($input: OpenCorrectionInput!) {
    openCorrection(input: $input) {
      ... on CorrectionOpened { item { id title stateName } }
      ... on Refusal { code message remedy }
    }
  }
`);

const reviseFact = graphql(`
  mutation ReviseFact($input: ReviseFactInput!) {
    reviseFact(input: $input) {
      ... on FactRevised { item { id stateName revision } fact { id value version } }
      ... on Refusal { code message remedy }
    }
  }
`);

type Figure = {
  value: string; unitOfMeasure: string; area: { id: string }; period: { code: string }; indicator: { code: string; name: string };
};
/** `item` is the correction where one is open already; `done` is called with it once the new value waits for the head. */
type Props = { figure: Figure; item?: string; done: (item: string) => void };

/** Whether this person states the figures of an area, and so may correct them. */
export function useMayCorrect(): (area: string) => boolean {
  const { viewer, may } = useAsker();
  return (area) => may("ENTER_FACT") && viewer.posts.some((post) => post.unit.area?.id === area);
}

/** The new value with its reason; words for what strikes the checks are asked only where they do. */
export function Correct({ figure, item: given, done }: Props) {
  const say = useWords(messages);
  const { area, indicator, period } = figure;
  const name = `correct.${area.id}.${indicator.code}.${period.code}`;
  const [value, setValue] = useDraft(`${name}.value`);
  const [reason, setReason] = useDraft(`${name}.reason`);
  const [explanation, setExplanation] = useDraft(`${name}.explanation`);
  const forget = useForget();
  const [item, setItem] = useState(given);
  const opening = useAct(openCorrection, (data) => data.openCorrection);
  const revising = useAct(reviseFact, (data) => data.reviseFact);
  const trouble = opening.trouble ?? revising.trouble;
  const unexplained = trouble !== null && "refusal" in trouble && trouble.refusal.code === "MISSING";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const correction = item ?? (await opening.act({ area: area.id, indicator: indicator.code, period: period.code, words: reason }))?.item.id;
    if (!correction) return;
    setItem(correction);
    const revised = await revising.act({ item: correction, value, reason, explanation: explanation.trim() || null });
    if (!revised) return;
    forget(name);
    done(correction);
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={say.correct}>
      <Stack gap="sm">
        <p className="quiet">{say.inForce} <strong className="figure">{number(figure.value)}</strong> {figure.unitOfMeasure}</p>
        <TextInput label={`${say.newValue}(${figure.unitOfMeasure})`} value={value} onChange={(event) => setValue(event.target.value)}
          inputMode="decimal" autoComplete="off" required size="md" data-autofocus />
        <Textarea label={say.whyCorrect} value={reason} onChange={(event) => setReason(event.target.value)} required autosize minRows={2} size="md" />
        {unexplained || explanation ? (
          <Textarea label={say.explain} value={explanation} onChange={(event) => setExplanation(event.target.value)} required autosize minRows={2} size="md" />
        ) : null}
        <Trouble of={trouble} />
        {item && !given && trouble ? <p className="quiet">{say.openedAlready}</p> : null}
        <Button type="submit" size="md" loading={opening.busy || revising.busy}>{say.sendCorrection}</Button>
      </Stack>
    </form>
  );
}
