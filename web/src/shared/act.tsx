import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useRef, useState } from "react";
import { type CombinedError, useMutation } from "urql";
import { Failure, Refused, type RefusalWords } from "./states";

type Given<Input> = { input: Input };
type Result = { __typename: string };
type Told = { refusal: RefusalWords } | { error: CombinedError };

/** The same input keeps its name when it is sent again, so that a retry changes nothing twice; another gets a new one. */
function useRequestId(): (input: object) => string {
  const last = useRef({ input: "", id: "" });
  return (input) => {
    const said = JSON.stringify(input);
    if (last.current.input !== said) last.current = { input: said, id: crypto.randomUUID() };
    return last.current.id;
  };
}

/**
 * One act of the hub: what it changed, or null and `trouble`: a refusal, of the act or of its single item, or an error.
 * What was typed stays with whoever called.
 */
export function useAct<Data, Input extends { requestId: string }, Answer extends Result>(
  document: TypedDocumentNode<Data, Given<Input>>, answerOf: (data: Data) => Answer,
) {
  const [{ fetching: busy }, run] = useMutation<Data, Given<Input>>(document);
  const [trouble, setTrouble] = useState<Told | null>(null);
  const requestId = useRequestId();
  const act = async (given: Omit<Input, "requestId">): Promise<Exclude<Answer, { __typename: "Refusal" }> | null> => {
    setTrouble(null);
    const { data, error } = await run({ input: { requestId: requestId(given), ...given } as Input });
    const answer = data ? answerOf(data) : null;
    const refusal = answer && refusalOf(answer);
    if (refusal) setTrouble({ refusal });
    else if (!answer && error) setTrouble({ error });
    return refusal ? null : answer as Exclude<Answer, { __typename: "Refusal" }> | null;
  };
  return { act, busy, trouble };
}

function refusalOf(answer: Result): RefusalWords | null {
  if (answer.__typename === "Refusal") return answer as Result & RefusalWords;
  const { refused } = answer as { refused?: { refusal: RefusalWords }[] };
  return answer.__typename === "Moved" ? refused?.[0]?.refusal ?? null : null;
}

/** What came in the way of an act. */
export function Trouble({ of }: { of: Told | null }) {
  if (!of) return null;
  return "refusal" in of ? <Refused refusal={of.refusal} /> : <Failure error={of.error} />;
}
